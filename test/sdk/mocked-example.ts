import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import type { RawInputs } from "../../provider/model/inputs.ts";

/** A resource as a program declared it. */
export interface Declared {
    readonly type: string;
    readonly name: string;
    readonly inputs: RawInputs;
}

/** What a program asked Pulumi for. */
export interface Run {
    /** The resources, in the order of their registration. */
    readonly resources: readonly Declared[];
    /** What it exports; mostly outputs. */
    readonly exports: Readonly<Record<string, unknown>>;
}

interface Mocks {
    /** What a resource has beside its inputs. */
    readonly state?: Readonly<Record<string, unknown>>;
    /** The id that a resource gets; by default made of its name. */
    readonly idOf?: (type: string, name: string) => string;
}

/**
 * Runs the program of an example, with nothing behind it that would make anything.
 *
 * @param folder The example, from `examples/`.
 * @param config Its settings, without the project's name.
 */
export const runExample = async (
    folder: string,
    config: Readonly<Record<string, string>>,
    { state = {}, idOf = (_, name) => `${name}-id` }: Mocks = {},
): Promise<Run> => {
    const resources: Declared[] = [];
    const project = folder.replaceAll("/", "-");
    pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => {
                resources.push({ type, name, inputs });
                return { id: idOf(type, name), state: { ...inputs, ...state } };
            },
            call: ({ inputs }) => ({ ...inputs, id: `${inputs["name"] ?? inputs["nameLabel"]}-id` }),
        },
        project,
    );
    const entries = Object.entries(config).map(([key, value]) => [`${project}:${key}`, value]);
    pulumi.runtime.setAllConfig(Object.fromEntries(entries));
    // A program runs anew each time that it is imported.
    vi.resetModules();
    const exports = await import(join(process.cwd(), "examples", folder, "index.ts"));
    return { resources, exports };
};

/** The one resource of a type, or of a type and name, once the program has come to it. */
export const declared = async ({ resources }: Run, type: string, name?: string): Promise<RawInputs> =>
    await vi.waitFor(
        () => {
            const found = resources.filter((each) => each.type === type && (name === undefined || each.name === name));
            if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${type}`);
            return found[0].inputs;
        },
        { timeout: 30_000 },
    );

/** Lays secrets open, as the engine does on the way to `check`. */
const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== "object" || value === null) return value;
    if (pulumi.runtime.specialSigKey in value && "value" in value) return open(value.value);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, open(member)]));
};

/** The declaration of a drive as `check` gets it: without the outputs, which the class asks for by naming them. */
export const withoutOutputs = (inputs: RawInputs): RawInputs =>
    Object.fromEntries(
        Object.entries(inputs)
            .filter(([, value]) => value !== undefined && value !== null)
            .map(([key, value]) => [key, open(value)]),
    );
