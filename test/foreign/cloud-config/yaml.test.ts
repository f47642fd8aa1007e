import { describe, expect, it } from "vitest";
import { readYaml } from "../../../provider/spec/user-data/cloud-config/yaml.ts";
import { SEED } from "../../support/seed.ts";
import { findCloudInit } from "./cloud-init.ts";
import { exampleTexts, suiteTexts } from "./corpus.ts";
import { differences } from "./pyyaml.ts";
import { textMutants } from "./text-mutants.ts";

const cloudInit = findCloudInit();

const accepted = (texts: readonly string[]): number =>
    texts.filter((text) => readYaml(text).kind === "document").length;

describe.skipIf(cloudInit === undefined)("a YAML text is read as by PyYAML's SafeLoader", () => {
    const { python, folder } = cloudInit ?? { python: "", folder: "" };
    const texts = cloudInit === undefined ? [] : [...suiteTexts(), ...exampleTexts(folder)];

    it("in the YAML test suite and cloud-init's examples", () => {
        expect(texts.length).toBeGreaterThan(400);
        expect(accepted(texts)).toBeGreaterThan(150);
        expect(differences(python, texts).slice(0, 10)).toEqual([]);
    });

    it(`in 2000 texts with up to four edits, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const mutants = textMutants(texts, 2000, SEED);
        expect(accepted(mutants)).toBeGreaterThan(400);
        expect(accepted(mutants)).toBeLessThan(1600);
        expect(differences(python, mutants).slice(0, 10)).toEqual([]);
    });
});
