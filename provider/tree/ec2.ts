import type { KeyOrder } from "./json.ts";

/** Nova's order of the keys in EC2's `meta-data.json`. */
export const EC2_ORDER: KeyOrder = {
    keys: [
        "ami-id",
        "ami-launch-index",
        "ami-manifest-path",
        "instance-id",
        "hostname",
        "local-ipv4",
        "reservation-id",
        "security-groups",
        "public-keys",
        "local-hostname",
        "public-hostname",
        "public-ipv4",
        "instance-type",
        "block-device-mapping",
        "kernel-id",
        "ramdisk-id",
        "placement",
        "instance-action",
    ],
};
