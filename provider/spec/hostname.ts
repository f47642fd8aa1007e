import type { z } from "zod";
import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { parseAddress } from "./address.ts";
import { isForWindows } from "./intended-guest.ts";
import { quote } from "./reason.ts";
import type { Rule } from "./rule.ts";
import { text } from "./schema.ts";

/** RFC 1123 2.1 and RFC 1035 2.3.4. */
const LABEL = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i;
const LONGEST = 253;

/** Linux's limit: HOST_NAME_MAX. */
const LONGEST_LINUX = 64;

/** Windows' limit for the part before the first dot; cloudbase-init truncates a longer one. */
const LONGEST_NETBIOS = 15;

const wrongLabel = (label: string): string => {
    if (label === "") return 'has an empty part; separate parts with a single "." and don\'t start or end with one';
    if (label.length > 63) return `has a part longer than 63 characters: ${quote(label)}`;
    return `${quote(label)} must contain only letters, digits and "-" and must not start or end with "-"; guests reject other names`;
};

const wrongHostname = (name: string): string | undefined => {
    if (name === "") return "is empty; omit it to keep the name in the guest's disk image";
    if (parseAddress(name) !== undefined)
        return "is an IP address, which cloud-init turns into a different name; use a host name";
    if (name.length > LONGEST) return `must be at most ${LONGEST} characters`;
    const wrong = name.split(".").find((label) => !LABEL.test(label));
    return wrong === undefined ? undefined : wrongLabel(wrong);
};

/** The schema of the host name. */
export const hostname: z.ZodType<string> = text(wrongHostname);

const warning = (reasonFor: (name: string, inputs: RawInputs) => string | undefined): Rule => ({
    severity: "warning",
    find: (inputs) => {
        const { hostname: name } = inputs;
        if (typeof name !== "string" || name === UNKNOWN || wrongHostname(name) !== undefined) return [];
        const reason = reasonFor(name, inputs);
        return reason === undefined ? [] : [{ path: "hostname", reason }];
    },
});

const tooLong = warning((name) =>
    name.length > LONGEST_LINUX
        ? `is longer than ${LONGEST_LINUX} characters; Linux guests that set the full name, e.g. RHEL, reject it`
        : undefined,
);

const onlyDigits = warning((name) =>
    /^\d+$/.test(name)
        ? "contains only digits; Windows rejects it, and other programs mistake it for an address"
        : undefined,
);

const cutByWindows = warning((name, inputs) => {
    const [label = ""] = name.split(".");
    if (label.length <= LONGEST_NETBIOS || !isForWindows(inputs)) return undefined;
    return `Windows truncates ${quote(label)} to its first ${LONGEST_NETBIOS} characters`;
});

/** The rules about host names some guests reject or change. */
export const hostnameRules: readonly Rule[] = [tooLong, onlyDigits, cutByWindows];
