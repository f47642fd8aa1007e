import { describe, expect, it } from "vitest";
import { findCloudInit } from "../../../foreign/cloud-config/cloud-init.ts";
import { exampleTexts, pyyamlTexts, suiteTexts } from "../../../foreign/cloud-config/corpus.ts";
import { differences } from "../../../foreign/cloud-config/pyyaml.ts";
import { textMutants } from "../../../foreign/cloud-config/text-mutants.ts";
import { fromToolchain } from "../../../foreign/support/tools.ts";
import { SEED } from "../../../support/seed.ts";

const newest = findCloudInit();
const sources = fromToolchain("PyYAML's test data", "CONFIG_DRIVE_PYYAML_SOURCES");
const older = ["CONFIG_DRIVE_CLOUD_INIT_BOOKWORM", "CONFIG_DRIVE_CLOUD_INIT_TRIXIE"].map((variable) =>
    fromToolchain("an older cloud-init", variable),
);

describe.skipIf(newest === undefined || sources === undefined)("a YAML text is read as by PyYAML's SafeLoader", () => {
    const python = newest?.python ?? "";
    const examples = [newest?.folder, ...older].flatMap((folder) => (folder === undefined ? [] : exampleTexts(folder)));
    const own = sources === undefined ? [] : pyyamlTexts(sources);

    it("in PyYAML's own test data", () => {
        expect(own.length).toBeGreaterThan(400);
        expect(differences(python, own).slice(0, 10)).toEqual([]);
    });

    it("in the examples of three versions of cloud-init", () => {
        expect(older).not.toContain(undefined);
        expect(differences(python, examples).slice(0, 10)).toEqual([]);
    });

    it(`in 30,000 texts with up to four edits, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const texts = [...new Set([...suiteTexts(), ...own, ...examples])];
        for (const part of Array.from({ length: 10 }, (_nothing, index) => index)) {
            const mutants = textMutants(texts, 3000, SEED + part);
            expect(differences(python, mutants).slice(0, 10)).toEqual([]);
        }
    });
});
