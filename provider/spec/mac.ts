import type { z } from "zod";
import { text } from "./schema.ts";

const MAC = /^[\da-f]{2}(:[\da-f]{2}){5}$/i;

const DASHED = /^[\da-f]{2}(-[\da-f]{2}){5}$/i;

const wrongMac = (address: string): string | undefined => {
    if (MAC.test(address)) return undefined;
    const reason = 'must be six pairs of hex digits separated by ":"';
    const meant = DASHED.test(address) ? address.replaceAll("-", ":") : "52:54:00:12:34:56";
    return `${reason}, e.g. ${meant}; guests don't recognise a MAC in any other form`;
};

/** The schema of a MAC address; case doesn't matter. */
export const mac: z.ZodType<string> = text(wrongMac);
