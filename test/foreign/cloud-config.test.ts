import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudConfig } from "../../sdk/cloud-config.ts";
import { SEED } from "../support/seed.ts";
import { findPycdlib, run } from "./support/tools.ts";

/** The tests' Python; it has the YAML parser that cloud-init uses. */
const python = findPycdlib();

const READ = "import json, sys, yaml; print(json.dumps([yaml.safe_load(text) for text in json.load(sys.stdin)]))";

const textOf = (config: Readonly<Record<string, unknown>>): Promise<string> =>
    new Promise((resolve) => cloudConfig(config).apply(resolve));

/** Strings that some YAML would take for something else. */
const tricky = fc.constantFrom(
    ...["=", "<<", "yes", "y", "0x1f", "017", "1_0", "12:30", "1e3", ".5", "~", "null", "2001-01-01", "- a", "a: b"],
    ...["#x", "a #b", "? x", "|", "!t", "&a", "*a", "%x", "@a", "`a", "", "\t", " a", "a ", "a\nb", "\n\n", "\u0085"],
    ...["\u2028", "\ufeff", "\u007f", "\u0080", "é", "🙂", "---", "...", "a\r\nb", "52:54:00:12:34:56"],
);
// JavaScript keeps no key "__proto__", and no program declares one.
const text = fc
    .oneof(tricky, fc.string({ unit: "binary" }))
    .filter((value) => !/\p{Surrogate}/u.test(value) && value !== "__proto__");
const configs = fc.dictionary(
    text,
    fc.letrec<{ value: unknown }>((tie) => ({
        value: fc.oneof(
            { depthSize: "small" },
            text,
            fc.integer(),
            fc.boolean(),
            fc.constant(null),
            fc.array(tie("value"), { maxLength: 3 }),
            fc.dictionary(text, tie("value"), { maxKeys: 3 }),
        ),
    })).value,
    { maxKeys: 4 },
);

describe.skipIf(python === undefined)("cloudConfig", () => {
    it(`is read back by cloud-init's YAML parser as what was declared, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const samples = fc.sample(configs, { numRuns: 2000, seed: SEED });
        const texts = await Promise.all(samples.map(textOf));
        for (const each of texts) expect(each.startsWith("#cloud-config\n")).toBe(true);
        const read: unknown = JSON.parse(run(python ?? "", ["-c", READ], { input: JSON.stringify(texts) }));
        expect(read).toEqual(JSON.parse(JSON.stringify(samples)));
    });

    it("takes outputs anywhere, and is secret when one of them is", async () => {
        const output = cloudConfig({ users: [{ name: pulumi.output("ops"), passwd: pulumi.secret("$6$hash") }] });
        const [, json = ""] = (await new Promise<string>((resolve) => output.apply(resolve))).split("#cloud-config\n");
        expect(JSON.parse(json)).toEqual({ users: [{ name: "ops", passwd: "$6$hash" }] });
        expect(await pulumi.isSecret(output)).toBe(true);
    });
});
