import * as pulumi from "@pulumi/pulumi";
import { cloudConfigText } from "../provider/spec/user-data/cloud-config-text.ts";
import type { JsonObjectInput } from "./deep-input.ts";

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
    pulumi.output(config).apply(cloudConfigText);
