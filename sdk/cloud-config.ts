import * as pulumi from "@pulumi/pulumi";
import type { JsonObjectInput } from "./deep-input.ts";

/** Characters that JSON allows but YAML 1.1 (5.1) doesn't, or treats as line breaks. Both accept them escaped. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * User data for cloud-init from an object: the header that cloud-init looks for, and the object as JSON. JSON is YAML
 * in which no string is mistaken for a number, a date or a boolean.
 *
 * @param config cloud-init's keys; any value can be an output.
 *
 * @example
 * new ConfigDrive("web", { userData: cloudConfig({ packages: ["nginx"], timezone: "Europe/Zurich" }) });
 */
export const cloudConfig = (config: pulumi.Input<JsonObjectInput>): pulumi.Output<string> =>
    pulumi.output(config).apply((known) => {
        const json = JSON.stringify(known, undefined, 2).replace(UNPRINTABLE, escaped);
        return `#cloud-config\n${json}\n`;
    });
