import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Coverage } from "./coverage.ts";
import { fuzz } from "./fuzzer.ts";
import { inputToLine, readCorpus, readSeeds } from "./input.ts";
import { targets } from "./target.ts";

/*
 * npm run fuzz -- iso9660|vfat [--minutes N] [--seed N] [--keep]
 *
 * Gives a reader changed images and looks for one that it can't cope with. --keep adds what reached new code to the
 * corpus, which npm test runs through the readers each time.
 */

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { minutes: { type: "string", default: "10" }, seed: { type: "string" }, keep: { type: "boolean" } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const format = positionals[0] === "vfat" ? "vfat" : "iso9660";
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const milliseconds = Number(values.minutes) * 60_000;
using coverage = new Coverage();
let next = 0;
const start = performance.now();
say(`fuzz ${format}: ${values.minutes} minutes, --seed ${seed}`);
const { runs, kept, failures } = fuzz({
    target: targets[format],
    seeds: readSeeds(format),
    corpus: readCorpus(format),
    seed,
    milliseconds,
    coverage,
    progress: (done, found) => {
        const seconds = (performance.now() - start) / 1000;
        if (seconds < next) return;
        next += 30;
        say(`${seconds.toFixed(0)} s: ${done} runs, ${found} inputs kept, ${coverage.size} blocks reached`);
    },
});
if (values.keep) {
    const path = join(import.meta.dirname, "corpus", `${format}.jsonl`);
    const lines = new Set([...readFileSync(path, "utf8").split("\n").filter(Boolean), ...kept.map(inputToLine)]);
    writeFileSync(path, [...lines].map((line) => `${line}\n`).join(""));
}
for (const { reason } of failures) say(reason);
const { maxRSS } = process.resourceUsage();
say(`${runs} runs, ${kept.length} inputs kept, ${failures.length} failures, ${maxRSS} KiB at most`);
process.exitCode = failures.length > 0 ? 1 : 0;
