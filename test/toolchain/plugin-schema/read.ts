import { VERSION } from "../../../provider/model/version.ts";
import { functionsOf } from "./functions.ts";
import { LANGUAGES } from "./languages.ts";
import { Sources } from "./program.ts";
import { configurationOf, resourceOf } from "./resource.ts";
import type { NamedSpec } from "./specs.ts";
import { Types } from "./types.ts";
import { unusedPhrases } from "./wording.ts";

const PACKAGE = "config-drive";

const FILE = `${PACKAGE}:index:FileContent`;

/** A file can be an asset; several languages have no type that is an object or an asset. */
const withAssets = (named: ReadonlyMap<string, NamedSpec>): ReadonlyMap<string, NamedSpec> => {
    const file = named.get(FILE);
    if (file === undefined) throw new Error("no type FileContent");
    const asset = { $ref: "pulumi.json#/Asset", description: "A file, read only when the image is stored, or a text." };
    const description = "A file on the drive: exactly one of these.";
    return new Map([...named, [FILE, { ...file, description, properties: { ...file.properties, asset } }]]);
};

const byName = <T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> =>
    Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));

/** The plugin's schema, from the types of the package and their comments. */
export const readSchema = (): object => {
    const sources = new Sources();
    const types = new Types(sources.checker, PACKAGE);
    const resource = resourceOf(sources, types);
    const configuration = configurationOf(sources, resource.inputProperties);
    const functions = functionsOf(sources, types, resource.inputProperties);
    const unused = unusedPhrases();
    if (unused.length > 0) throw new Error(`no comment has these words any more: ${unused.join("\n")}`);
    return {
        name: PACKAGE,
        displayName: "Config Drive",
        version: VERSION,
        description:
            "Builds OpenStack config drives for libvirt guests, uploads and attaches them, repairs drift and removes them.",
        keywords: ["pulumi", "libvirt", "kvm", "cloud-init", "category/infrastructure", "kind/native"],
        license: "Apache-2.0",
        // Pulumi's registry requires it, and the SDK for .NET would otherwise name Pulumi as the author.
        publisher: "pulumi-config-drive contributors",
        config: { variables: configuration },
        provider: {
            description: "Values for drives that don't set them themselves.",
            inputProperties: configuration,
        },
        types: byName(withAssets(types.named)),
        resources: { [`${PACKAGE}:index:ConfigDrive`]: resource },
        functions: byName(Object.entries(functions).map(([name, spec]) => [`${PACKAGE}:index:${name}`, spec] as const)),
        language: LANGUAGES,
    };
};
