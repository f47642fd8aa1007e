import * as pulumi from "@pulumi/pulumi";
import type { JsonObjectInput } from "./deep-input.ts";

/** What YAML 1.1 (5.1) has no place for, although JSON has, and what it takes for a line break; escaped, both know it. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * User data for cloud-init from an object: the header that cloud-init looks for, and the object as JSON, which is YAML
 * in which no string is ever taken for a number, a date or a truth value.
 *
 * @param config cloud-init's keys; any value may be an output.
 *
 * @example
 * new ConfigDrive("web", { userData: cloudConfig({ packages: ["nginx"], timezone: "Europe/Zurich" }) });
 */
export const cloudConfig = (config: pulumi.Input<JsonObjectInput>): pulumi.Output<string> =>
    pulumi.output(config).apply((known) => {
        const json = JSON.stringify(known, undefined, 2).replace(UNPRINTABLE, escaped);
        return `#cloud-config\n${json}\n`;
    });
