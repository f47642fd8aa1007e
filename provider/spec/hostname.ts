import { z } from "zod";
import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/problem.ts";
import { parseAddress } from "./address.ts";
import { quote } from "./reason.ts";
import type { Rule } from "./rule.ts";
import { isForWindows } from "./windows.ts";

/** RFC 1123 2.1 and RFC 1035 2.3.4. */
const LABEL = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/i;
const LONGEST = 253;

/** What Linux holds of a name; HOST_NAME_MAX. */
const LONGEST_LINUX = 64;

/** What Windows holds of the part before the first dot; cloudbase-init cuts the rest off. */
const LONGEST_NETBIOS = 15;

const wrongLabel = (label: string): string => {
    if (label === "") return 'has an empty part; put one "." between two parts and none at the ends';
    if (label.length > 63) return `has a part of more than 63 characters: ${quote(label)}`;
    return `${quote(label)} must be letters, digits and "-", with no "-" at its ends; guests refuse other names`;
};

const wrongHostname = (text: string): string | undefined => {
    if (text === "") return "is empty; leave it out, and the guest keeps the name that its disk image has";
    if (parseAddress(text) !== undefined) return "is an IP address: cloud-init makes another name of it; give a name";
    if (text.length > LONGEST) return `must be at most ${LONGEST} characters`;
    const wrong = text.split(".").find((label) => !LABEL.test(label));
    return wrong === undefined ? undefined : wrongLabel(wrong);
};

/** The schema of the host's name. */
export const hostname: z.ZodType<string> = z.string().superRefine((text, context) => {
    const message = wrongHostname(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
});

const warning = (reasonFor: (text: string, inputs: RawInputs) => string | undefined): Rule => ({
    severity: "warning",
    find: (inputs) => {
        const { hostname: text } = inputs;
        if (typeof text !== "string" || text === UNKNOWN || wrongHostname(text) !== undefined) return [];
        const reason = reasonFor(text, inputs);
        return reason === undefined ? [] : [{ path: "hostname", reason }];
    },
});

const tooLong = warning((text) =>
    text.length > LONGEST_LINUX
        ? `has more than ${LONGEST_LINUX} characters: Linux guests that set the whole name, such as RHEL, refuse it`
        : undefined,
);

const onlyDigits = warning((text) =>
    /^\d+$/.test(text) ? "has only digits: Windows refuses that, and other programs take it for an address" : undefined,
);

const cutByWindows = warning((text, inputs) => {
    const [label = ""] = text.split(".");
    if (label.length <= LONGEST_NETBIOS || !isForWindows(inputs)) return undefined;
    return `Windows cuts ${quote(label)} to its first ${LONGEST_NETBIOS} characters`;
});

/** What to know of a host's name that guests take all the same. */
export const hostnameRules: readonly Rule[] = [tooLong, onlyDigits, cutByWindows];
