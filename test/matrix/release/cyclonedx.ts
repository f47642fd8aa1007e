import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type OutputUnit, Validator } from "@cfworker/json-schema";

const schemas = resolve(
    ...[import.meta.dirname, "..", "..", "..", "node_modules", "@cyclonedx", "cyclonedx-library", "res", "schema"],
);
const read = (name: string): object => JSON.parse(readFileSync(join(schemas, name), "utf8"));

/** What CycloneDX's own schema finds wrong with a document of version 1.5. */
export const findings = (document: unknown): readonly OutputUnit[] => {
    const validator = new Validator(read("bom-1.5.SNAPSHOT.schema.json"), "7");
    for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"]) {
        validator.addSchema(read(name), `http://cyclonedx.org/schema/${name}`);
    }
    return validator.validate(document).errors;
};
