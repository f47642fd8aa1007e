import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CLOUD_CONFIG } from "../../../provider/spec/user-data/cloud-config/schema.ts";
import { findPycdlib, fromToolchain, run } from "../support/tools.ts";

/** What cloud-init says of a text. */
export type Verdict =
    | { readonly verdict: "not YAML" | "no mapping" | "empty" }
    | { readonly verdict: "valid"; readonly deprecated: readonly string[] }
    | { readonly verdict: "invalid"; readonly paths: readonly string[] };

/** The folder of the newest cloud-init's Debian package, and a Python that it runs with. */
export interface CloudInit {
    readonly folder: string;
    readonly python: string;
}

/** The newest cloud-init; undefined, and a line that says so, where it isn't. */
export const findCloudInit = (): CloudInit | undefined => {
    const folder = fromToolchain("cloud-init", "CONFIG_DRIVE_CLOUD_INIT_SID");
    const python = findPycdlib();
    return folder === undefined || python === undefined ? undefined : { folder, python };
};

const runPython = ({ folder, python }: CloudInit, args: readonly string[], input: unknown): unknown => {
    const env = { ...process.env, PYTHONPATH: join(folder, "usr", "lib", "python3", "dist-packages") };
    return JSON.parse(run(python, args, { env, input: JSON.stringify(input) }));
};

/** The schema that is recorded, whatever version of cloud-init Debian has today. */
const SCHEMA = { $schema: "http://json-schema.org/draft-04/schema#", ...CLOUD_CONFIG };

/** What cloud-init's own validator says of each text by the recorded schema, in one run. */
export const validateAll = (cloudInit: CloudInit, texts: readonly string[]): readonly Verdict[] => {
    const script = join(import.meta.dirname, "validate.py");
    const verdicts: unknown = runPython(cloudInit, [script], { schema: SCHEMA, texts });
    if (!Array.isArray(verdicts) || verdicts.length !== texts.length)
        throw new Error("validate.py: a verdict for each");
    return verdicts;
};

const KINDS = `
import json, sys, yaml
def kind(text):
    try:
        return type(yaml.safe_load(text)["key"]).__name__
    except (yaml.YAMLError, ValueError, TypeError, KeyError):
        return "error"
json.dump([kind(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** The names of the Python types that PyYAML makes of the values of `key` in each text. */
export const kindsOf = (cloudInit: CloudInit, texts: readonly string[]): readonly string[] => {
    const kinds: unknown = runPython(cloudInit, ["-c", KINDS], texts);
    if (!Array.isArray(kinds)) throw new Error("a kind for each");
    return kinds.map(String);
};

/** What cloud-init says of each jinja template, and the names of its standardised variables. */
export const renderAll = (cloudInit: CloudInit, templates: readonly string[]): unknown =>
    runPython(cloudInit, [join(import.meta.dirname, "render.py")], templates);

/** The cloud-configs among the examples that cloud-init's package has. */
export const examplesOf = ({ folder }: CloudInit): ReadonlyMap<string, string> => {
    const examples = join(folder, "usr", "share", "doc", "cloud-init", "examples");
    const names = readdirSync(examples).filter((name) => name.endsWith(".txt"));
    const named = names.map((name) => [name, readFileSync(join(examples, name), "utf8")] as const);
    return new Map(named.filter(([, text]) => /^#cloud-config\s*$/m.test(text)));
};
