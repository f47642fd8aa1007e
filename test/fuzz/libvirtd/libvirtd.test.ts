import { describe, expect, it } from "vitest";
import { SEED } from "../../support/seed.ts";
import { fuzz } from "../fuzzer.ts";
import { Random } from "../random.ts";
import { LIVES, type LifeName } from "./life.ts";
import { libvirtdSubject, readOrdeals } from "./subject.ts";

/** Tens of daemons at once, some of which have to be given up. */
const TIMEOUT_MS = 120_000;

const ALL_IS_WELL = "create ok, read ok, update ok, read ok, delete ok";
const WATCHED = ALL_IS_WELL.replace("create ok,", "create ok, agent done, console done, drive done,");

describe("the provider and daemons that do wrong", () => {
    it.each(Object.keys(LIVES) as LifeName[])("goes through the life %s with an honest one", async (life) => {
        const { probe } = await libvirtdSubject([], new Random(SEED));
        expect(await probe({ life, faults: [] })).toBe(life === "watched" ? WATCHED : ALL_IS_WELL);
    });

    it(
        "keeps its promises for everything that the fuzzer has found",
        async () => {
            const corpus = readOrdeals();
            expect(corpus.length).toBeGreaterThan(100);
            const subject = await libvirtdSubject(corpus, new Random(SEED));
            const { failures } = await fuzz({ subject, random: new Random(SEED), milliseconds: 0 });
            expect(failures.map(({ reason }) => reason)).toEqual([]);
        },
        TIMEOUT_MS,
    );

    it(
        "would be caught breaking them",
        async () => {
            const random = new Random(SEED);
            const subject = await libvirtdSubject([], random);
            const probe = async (input: Parameters<typeof subject.probe>[0]): Promise<string> => {
                const said = await subject.probe(input);
                if (said.includes("host-failed")) throw new TypeError("this client has a mistake");
                return said;
            };
            const { failures } = await fuzz({ subject: { ...subject, probe }, random, milliseconds: 500 });
            expect(failures).toHaveLength(1);
            expect(failures[0]?.reason).toMatch(/^TypeError: this client has a mistake\n[\s\S]*\ninput: \["/);
        },
        TIMEOUT_MS,
    );

    it(
        `keeps them for seconds of new daemons, CONFIG_DRIVE_SEED=${SEED}`,
        async () => {
            const random = new Random(SEED);
            const subject = await libvirtdSubject([], random);
            const { runs, failures } = await fuzz({ subject, random, milliseconds: 2000 });
            expect(failures.map(({ reason }) => reason)).toEqual([]);
            expect(runs).toBeGreaterThan(0);
        },
        TIMEOUT_MS,
    );
});
