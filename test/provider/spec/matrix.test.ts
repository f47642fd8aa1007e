import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { CONTENT_KEYS } from "../../../provider/spec/parse.ts";
import { checkInputs } from "../../support/check-inputs.ts";
import { refusedMetadata, warnedMetadata } from "./matrix/metadata.ts";
import type { Mutation } from "./matrix/mutation.ts";
import { refusedNetworkData, warnedNetworkData } from "./matrix/network-data.ts";
import { refusedUserData, warnedUserData } from "./matrix/user-data.ts";
import { asInputs, replaced, stepsIn } from "./mutate.ts";
import { GOOD, type Inputs, problemsIn, warningsIn } from "./reading.ts";

const refused = [...refusedMetadata, ...refusedUserData, ...refusedNetworkData];
const warned = [...warnedMetadata, ...warnedUserData, ...warnedNetworkData];

const broken = ({ steps, value }: Mutation): Inputs => asInputs(replaced(GOOD, steps, value));

const named = (mutations: readonly Mutation[]) =>
    mutations.map((mutation) => [mutation.rule, mutation.said, mutation] as const);

const PLACES = stepsIn(GOOD).filter((steps) => steps.length > 0);

const BASE = { connection: "qemu:///system", volumePrefix: "web" };
const seed = (size: number): Uint8Array => new Uint8Array(size).fill(1);

describe("a declaration", () => {
    it("has no problems or warnings if everything is right", () => {
        expect([problemsIn(GOOD), warningsIn(GOOD)]).toEqual([[], []]);
    });

    it.each(named(refused))("is rejected by %s alone: %s", (_, said, mutation) => {
        expect(problemsIn(broken(mutation))).toEqual([said]);
    });

    it.each(named(warned))("is accepted with a warning by %s alone: %s", (_, said, mutation) => {
        expect([problemsIn(broken(mutation)), warningsIn(broken(mutation))]).toEqual([[], [said]]);
    });

    it("is tested against every rule about content", () => {
        const tried = new Set([...refused, ...warned].map(({ rule }) => rule));
        expect([...tried].toSorted()).toEqual([
            ...["V-01", "V-04", "V-05", "V-10", "V-11", "V-12", "V-14", "V-15", "V-16", "V-18", "V-20", "V-25", "V-30"],
            ...["V-40", "V-41", "V-43", "V-44", "V-45", "V-46", "V-47", "V-48", "V-49", "V-50", "V-51", "V-52", "V-53"],
            ...["V-54", "V-55"],
        ]);
    });

    it("reports all its problems at once", () => {
        const several = [refusedMetadata, refusedUserData, refusedNetworkData].flatMap((each) => each.slice(-1));
        const inputs = several.reduce((value: unknown, { steps, value: other }) => replaced(value, steps, other), GOOD);
        expect(problemsIn(asInputs(inputs)).toSorted()).toEqual(several.map(({ said }) => said).toSorted());
        expect(several).toHaveLength(3);
    });

    it("is never rejected for a value that isn't known yet", () => {
        for (const steps of PLACES) {
            const inputs = asInputs(replaced(GOOD, steps, UNKNOWN));
            expect([steps, problemsIn(inputs), warningsIn(inputs)]).toEqual([steps, [], []]);
        }
    });

    it("has no further problems if another value isn't known yet", () => {
        // The largest ones would take minutes without testing anything more.
        const small = refused.filter(({ value }) => typeof value !== "string" || value.length < 1000);
        const faults = fc.constantFrom(...small).chain((mutation) => {
            const inputs = broken(mutation);
            const places = stepsIn(inputs).filter((steps) => steps.length > 0);
            return fc.tuple(fc.constant(inputs), fc.constant(mutation.said), fc.constantFrom(...places));
        });
        fc.assert(
            fc.property(faults, ([inputs, said, steps]) => {
                const problems = problemsIn(asInputs(replaced(inputs, steps, UNKNOWN)));
                expect(problems.filter((problem) => problem !== said)).toEqual([]);
            }),
            { numRuns: 1500 },
        );
    });

    it("never makes the check throw, with any JSON under any key", () => {
        const key = fc.constantFrom(...CONTENT_KEYS, ...Object.keys(BASE), "domain", "pool", "timeouts");
        fc.assert(
            fc.property(key, fc.jsonValue(), (name, value) => {
                expect(checkInputs({}, { ...BASE, ...GOOD, [name]: value }, seed)).toHaveProperty("problems");
            }),
            { numRuns: 200 },
        );
    });

    it("never makes the check throw, with any JSON in any place", () => {
        fc.assert(
            fc.property(fc.constantFrom(...PLACES), fc.jsonValue(), (steps, value) => {
                const inputs = { ...BASE, ...asInputs(replaced(GOOD, steps, value)) };
                expect(checkInputs({}, inputs, seed)).toHaveProperty("problems");
            }),
            { numRuns: 400 },
        );
    });
});
