import type { RawInputs } from "../model/inputs.ts";
import { isBase64 } from "./base64.ts";
import { fieldOf } from "./json.ts";

const parseJson = (text: string): unknown => {
    try {
        const value: unknown = JSON.parse(text);
        return value;
    } catch {
        return undefined;
    }
};

/** What a text holds under `ignition`, when it is an Ignition config; undefined for all else. */
export const ignitionOf = (text: string): unknown =>
    /^\s*\{/.test(text) ? fieldOf(parseJson(text), "ignition") : undefined;

const textOf = (userData: unknown): string => {
    const base64 = fieldOf(userData, "base64");
    if (typeof base64 === "string" && isBase64(base64)) return Buffer.from(base64, "base64").toString("utf8");
    return typeof userData === "string" ? userData : "";
};

/**
 * Whether the guest runs Ignition, and Afterburn beside it, as Fedora CoreOS and Flatcar do: its user data is an Ignition
 * config, which no other guest takes.
 */
export const isForIgnition = ({ userData }: RawInputs): boolean => ignitionOf(textOf(userData)) !== undefined;
