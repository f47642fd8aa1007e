import { describe, expect, it } from "vitest";
import { SEED } from "../support/seed.ts";
import { fuzz } from "./fuzzer.ts";
import { imageSubject } from "./image-subject.ts";
import { readCorpus, readSeeds, Workbench } from "./input.ts";
import { Random } from "./random.ts";
import { targets } from "./target.ts";

describe.each(Object.values(targets))("the reader of $format", (target) => {
    const seeds = readSeeds(target.format);
    const corpus = readCorpus(target.format);

    it("reads what the fuzzer starts from", () => {
        expect(seeds.length).toBeGreaterThan(4);
        for (const { bytes } of seeds) expect(target.probe(bytes)).toMatch(/^[1-9] files$/);
    });

    it("keeps its promises for everything that the fuzzer has found", () => {
        const bench = new Workbench(seeds);
        expect(corpus.length).toBeGreaterThan(20);
        for (const input of corpus) expect(bench.with(input, target.probe)).toMatch(/^(read .*\.|[0-9]+ files)$/);
    });

    it("would be caught breaking them", async () => {
        const probe = (image: Uint8Array): string => {
            const said = target.probe(image);
            if (said.startsWith("read")) throw new TypeError("this reader has a mistake");
            return said;
        };
        const random = new Random(SEED);
        const subject = imageSubject({ ...target, probe }, seeds, [], random);
        const { failures } = await fuzz({ subject, random, milliseconds: 500 });
        expect(failures).toHaveLength(1);
        expect(failures[0]?.reason).toMatch(/^TypeError: this reader has a mistake\n[\s\S]*\ninput: \["/);
    });

    it(`keeps them for seconds of new images, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const random = new Random(SEED);
        const subject = imageSubject(target, seeds, corpus, random);
        const { runs, failures } = await fuzz({ subject, random, milliseconds: 3000 });
        expect(failures.map(({ reason }) => reason)).toEqual([]);
        expect(runs).toBeGreaterThan(0);
    });
});
