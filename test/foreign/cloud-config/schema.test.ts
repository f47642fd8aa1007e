import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldOf } from "../../../provider/spec/json.ts";
import { findDeprecated } from "../../../provider/spec/user-data/cloud-config/deprecated.ts";
import { pythonType } from "../../../provider/spec/user-data/cloud-config/pyyaml/python-value.ts";
import { CLOUD_INIT, DEFINITIONS, KEYS } from "../../../provider/spec/user-data/cloud-config/schema-data.ts";
import { findInvalid } from "../../../provider/spec/user-data/cloud-config/validate.ts";
import { readYaml } from "../../../provider/spec/user-data/cloud-config/yaml.ts";
import { SEED } from "../../support/seed.ts";
import { run } from "../support/tools.ts";
import { type CloudInit, examplesOf, findCloudInit, kindsOf, type Verdict, validateAll } from "./cloud-init.ts";
import { mutantsOf, VALUES } from "./mutants.ts";

const found = findCloudInit();

const cloudInit = (): CloudInit => {
    if (found === undefined) throw new Error("skipped without cloud-init");
    return found;
};

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const paths = (all: readonly { readonly path: readonly (string | number)[] }[]): readonly string[] =>
    [...new Set(all.map(({ path }) => path.join(".")))].toSorted();

const ours = (text: string): Verdict => {
    const read = readYaml(text);
    if (read.kind !== "document") return { verdict: "not YAML" };
    if (read.value === undefined || read.value === null) return { verdict: "empty" };
    if (!isObject(read.value)) return { verdict: "no mapping" };
    const invalid = findInvalid(read.value);
    if (invalid.length === 0) return { verdict: "valid", deprecated: paths(findDeprecated(read.value)) };
    // cloud-init's validator names the mapping that has an unknown key; ours, the key. At the top both name the key.
    const placed = invalid.map(({ kind, path }) => ({
        path: kind === "unknown-key" && path.length > 1 ? path.slice(0, -1) : path,
    }));
    return { verdict: "invalid", paths: paths(placed) };
};

/**
 * Of a value that fits none of several schemas cloud-init names what lies deepest, or just the first; here it is what
 * is wrong by the nearest of them, with all that is. So places may be more here.
 */
const agree = (mine: Verdict, his: Verdict): boolean => {
    if (mine.verdict !== "invalid" || his.verdict !== "invalid") return JSON.stringify(mine) === JSON.stringify(his);
    return his.paths.every((path) => mine.paths.includes(path));
};

const sameVerdict = (mine: Verdict, his: Verdict): boolean => mine.verdict === his.verdict;

/** What each side says of the texts where they don't agree; the first few of them. */
const differences = (texts: readonly string[], isSame: typeof agree): readonly unknown[] => {
    const theirs = validateAll(cloudInit(), texts);
    const different = texts.flatMap((text, index) => {
        const [mine, his] = [ours(text), theirs[index]];
        return his !== undefined && isSame(mine, his) ? [] : [{ text, ours: mine, cloudInit: his }];
    });
    return different.slice(0, 10);
};

describe.skipIf(found === undefined)("the schema of cloud-config", () => {
    it("is what npm run generate:cloud-config makes of the package of the version that is recorded", ({ skip }) => {
        const print = join(import.meta.dirname, "..", "..", "toolchain", "cloud-config-schema", "print.mjs");
        const made: unknown = JSON.parse(run(process.execPath, [print, cloudInit().folder]));
        const version = fieldOf(made, "cloudInit");
        // sid moves on; what it has today is no fault of this tree.
        skip(version !== CLOUD_INIT, `Debian has ${version} now, ${CLOUD_INIT} is recorded: generate it anew`);
        expect({ cloudInit: CLOUD_INIT, definitions: DEFINITIONS, keys: KEYS }).toEqual(made);
    });
});

describe.skipIf(found === undefined)("cloud-config, checked here and by cloud-init's own validator", () => {
    it("is valid in all of cloud-init's examples", () => {
        const examples = examplesOf(cloudInit());
        expect(examples.size).toBeGreaterThan(20);
        expect(differences([...examples.values()], agree)).toEqual([]);
        expect([...examples.values()].filter((text) => ours(text).verdict === "valid").length).toBeGreaterThan(20);
    });

    it("has the same verdict, the same places and the same deprecations for every key with every kind of value", () => {
        const texts = Object.keys(KEYS).flatMap((key) => VALUES.map((value) => JSON.stringify({ [key]: value })));
        expect(texts.length).toBeGreaterThan(1900);
        expect(differences(texts, agree)).toEqual([]);
    });

    it("has the same deprecations in lists, by patterns and by the form of a value", () => {
        const texts = [
            "users: [{name: a}, {name: b, ssh-authorized-keys: [c], sudo: false, uid: '5'}]",
            "users: {a: true}",
            "groups: {a: [b]}\nuser: {name: a, lock-passwd: true}",
            "chpasswd: {list: [a:b]}\nssh_pwauth: 'yes'",
            "apt: {sources: {a: {source: b}}}\napt_update: true",
            "ca-certs: {remove-defaults: true}\nubuntu_advantage: {token: a}",
            "power_state: {mode: reboot, delay: '5'}\nmanage_etc_hosts: template",
        ];
        expect(differences(texts, agree)).toEqual([]);
        const deprecated = texts.flatMap((text) => {
            const verdict = ours(text);
            return verdict.verdict === "valid" ? verdict.deprecated : [];
        });
        expect(deprecated).toContain("users.1.ssh-authorized-keys");
        expect(deprecated.length).toBeGreaterThan(6);
    });

    it(`has the same verdict with one thing changed in an example, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const examples = [...examplesOf(cloudInit()).values()].map((text) => {
            const read = readYaml(text);
            return read.kind === "document" ? read.value : undefined;
        });
        const mutants = examples.flatMap(mutantsOf).map((mutant) => JSON.stringify(mutant));
        const texts = fc.sample(fc.constantFrom(...mutants), { numRuns: 1000, seed: SEED });
        expect(differences(texts, sameVerdict)).toEqual([]);
    });
});

/** The kinds of PyYAML's values, as JSON Schema tells them apart. */
const KINDS: Readonly<Record<string, string>> = { int: "number", float: "number", bool: "boolean", datetime: "date" };

const kindOf = (text: string): string => {
    const read = readYaml(text);
    if (read.kind !== "document" || !isObject(read.value)) return "error";
    const value: unknown = Reflect.get(Object(read.value), "key");
    if (value === null || value === undefined) return "NoneType";
    if (typeof value === "object")
        return pythonType(value) !== undefined ? "date" : Array.isArray(value) ? "list" : "dict";
    return typeof value === "string" ? "str" : typeof value;
};

describe.skipIf(found === undefined)("readYaml beside PyYAML", () => {
    it(`takes plain values for the same kinds, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const words = ["yes", "No", "ON", "oFF", "true", "y", "n", "~", "null", "nULL", ".inf", ".NaN", "-.3", "._5"];
        const plain = fc.oneof(
            fc.constantFrom(...words, "0o17", "017", "0x1f", "0b1", "12:30", "1_000", "1e3", "1.0e+3", "2030-12-31"),
            fc.string({ unit: fc.constantFrom(..."0123456789.:+-_eExobT"), minLength: 1, maxLength: 10 }),
        );
        const texts = fc.sample(plain, { numRuns: 3000, seed: SEED }).map((value) => `key: ${value}\n`);
        const theirs = kindsOf(cloudInit(), texts).map((kind) => KINDS[kind] ?? kind);
        const different = texts.flatMap((text, index) => {
            const [mine, his] = [kindOf(text), theirs[index]];
            return mine === his ? [] : [{ text, ours: mine, pyyaml: his }];
        });
        expect(different.slice(0, 40)).toEqual([]);
    });
});
