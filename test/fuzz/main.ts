import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Coverage } from "./coverage.ts";
import { fuzz, type Subject } from "./fuzzer.ts";
import { imageSubject } from "./image-subject.ts";
import { lineToInput, readCorpus, readSeeds } from "./input.ts";
import { libvirtdSubject, lineToOrdeal, readOrdeals } from "./libvirtd/subject.ts";
import { Random } from "./random.ts";
import { targets } from "./target.ts";

/*
 * npm run fuzz -- iso9660|vfat|libvirtd [--minutes N] [--seed N] [--keep] [--replay LINE]
 *
 * Gives a reader changed images, or the client of libvirt daemons that do wrong, and looks for what they can't cope
 * with. --keep adds to the corpus, which npm test tries each time, what reached new code and what went wrong. --replay
 * tries one line of the corpus alone.
 */

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        minutes: { type: "string", default: "10" },
        seed: { type: "string" },
        keep: { type: "boolean", default: false },
        replay: { type: "string" },
    },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const corpusOf = (name: string): string => join(import.meta.dirname, "corpus", `${name}.jsonl`);

const keep = (name: string, found: readonly string[]): void => {
    const path = corpusOf(name);
    const lines = new Set([...readFileSync(path, "utf8").split("\n").filter(Boolean), ...found]);
    writeFileSync(path, [...lines].map((line) => `${line}\n`).join(""));
};

const run = async <Input>(name: string, subject: Subject<Input>, random: Random, seed: number): Promise<void> => {
    using coverage = new Coverage();
    let next = 0;
    const start = performance.now();
    say(`fuzz ${name}: ${values.minutes} minutes, --seed ${seed}`);
    const { runs, kept, failures } = await fuzz({
        subject,
        random,
        milliseconds: Number(values.minutes) * 60_000,
        coverage,
        progress: (done, found) => {
            const seconds = (performance.now() - start) / 1000;
            if (seconds < next) return;
            next += 30;
            say(`${seconds.toFixed(0)} s: ${done} runs, ${found} inputs kept, ${coverage.size} blocks reached`);
        },
    });
    if (values.keep) keep(name, [...kept, ...failures.map(({ input }) => input)].map(subject.lineOf));
    for (const { reason } of failures) say(reason);
    const { maxRSS } = process.resourceUsage();
    say(`${runs} runs, ${kept.length} inputs kept, ${failures.length} failures, ${maxRSS} KiB at most`);
    process.exitCode = failures.length > 0 ? 1 : 0;
};

const replay = async <Input>(subject: Subject<Input>, input: Input): Promise<void> => say(await subject.probe(input));

const [name = "iso9660"] = positionals;
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const random = new Random(seed);
if (name === "libvirtd") {
    const subject = await libvirtdSubject(readOrdeals(), random);
    if (values.replay === undefined) await run(name, subject, random, seed);
    else await replay(subject, lineToOrdeal(values.replay));
} else if (name === "iso9660" || name === "vfat") {
    const subject = imageSubject(targets[name], readSeeds(name), readCorpus(name), random);
    if (values.replay === undefined) await run(name, subject, random, seed);
    else await replay(subject, lineToInput(values.replay));
} else {
    throw new RangeError(`fuzz ${name}: only iso9660, vfat and libvirtd can be tried`);
}
