import * as pulumi from "@pulumi/pulumi";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { unsealed } from "../support/unsealed.ts";

/** A resource as the engine would get it. */
export interface Registered {
    readonly type: string;
    readonly name: string;
    readonly inputs: RawInputs;
    /** Keys of the inputs that are secrets. */
    readonly secrets: readonly string[];
}

const secretsIn = (inputs: RawInputs): readonly string[] =>
    Object.entries(inputs).flatMap(([key, value]) => {
        const isSecret = typeof value === "object" && value !== null && pulumi.runtime.specialSigKey in value;
        return isSecret ? [key] : [];
    });

const OUTPUTS: Readonly<Record<string, RawInputs>> = {
    "libvirt:index/domain:Domain": { uuid: "83679162-1378-4288-a2d4-70e13ec132aa" },
    "pulumi-nodejs:dynamic/config-drive:ConfigDrive": {
        cloudinitId: "/pool/seed.iso;id",
        volumePath: "/pool/seed.iso",
    },
};

/** Runs a program as a stack, with nothing behind it, and returns the resources that it declared, by type and name. */
export const runStack = async (
    program: () => unknown,
    config: Readonly<Record<string, string>> = {},
    secretKeys: readonly string[] = [],
    project = "project",
): Promise<ReadonlyMap<string, Registered>> => {
    const resources = new Map<string, Registered>();
    await pulumi.runtime.setMocks(
        {
            call: ({ inputs }) => inputs,
            newResource: ({ type, name, inputs }) => {
                resources.set(`${type} ${name}`, { type, name, inputs: unsealed(inputs), secrets: secretsIn(inputs) });
                return { id: "missing ID", state: { ...inputs, ...OUTPUTS[type] } };
            },
        },
        project,
        "stack",
    );
    pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
    // The stack would reject twice, and what a program returns would become its outputs.
    const failures: unknown[] = [];
    await pulumi.runtime.runInPulumiStack(async () => {
        try {
            await program();
        } catch (error) {
            failures.push(error);
        }
    });
    await pulumi.runtime.disconnect();
    if (failures.length > 0) throw failures[0];
    return resources;
};
