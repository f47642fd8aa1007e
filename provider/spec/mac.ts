import { z } from "zod";

const MAC = /^[\da-f]{2}(:[\da-f]{2}){5}$/i;

const DASHED = /^[\da-f]{2}(-[\da-f]{2}){5}$/i;

const wrongMac = (text: string): string | undefined => {
    if (MAC.test(text)) return undefined;
    const reason = 'must be six pairs of hex digits with ":" between them';
    const meant = DASHED.test(text) ? text.replaceAll("-", ":") : "52:54:00:12:34:56";
    return `${reason}, such as ${meant}; guests find no NIC by anything else`;
};

/** A MAC address as guests compare it; the case doesn't matter. */
export const mac: z.ZodType<string> = z.string().superRefine((text, context) => {
    const message = wrongMac(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
});
