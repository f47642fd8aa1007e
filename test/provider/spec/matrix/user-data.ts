import { breaks, type Mutation } from "./mutation.ts";

const MARK = "starts with a byte order mark, so guests don't recognise it; save it as UTF-8 without one";
const SPACE = 'starts with "# cloud-config", so guests ignore all of it; write "#cloud-config" without the space';
const IGNITION =
    'is an Ignition config without a valid version; set ignition.version, e.g. to "3.4.0", or to "2.3.0" on old Flatcar';
const NOTHING =
    'doesn\'t start with a header guests recognise, e.g. "#cloud-config" or "#!/bin/sh"; cloud-init would ignore it';

const utf16 = (text: string): string => Buffer.from(text, "utf16le").toString("base64");

/** Errors in the user data, and in equivalent vendor data. */
export const refusedUserData: readonly Mutation[] = [
    breaks("V-30", "userData", "\uFEFF#cloud-config\n", `userData: ${MARK}`),
    breaks("V-30", "userData", { base64: utf16("\uFEFF#ps1\n") }, `userData: ${MARK}`),
    breaks("V-30", "userData", "# cloud-config\npackages: []\n", `userData: ${SPACE}`),
    breaks("V-30", "userData.0.content", "#\tcloud-config\n", `userData[0].content: ${SPACE}`),
    breaks("V-30", "vendorData.cloud-init", "# cloud-config\n", `vendorData["cloud-init"]: ${SPACE}`),
    breaks("V-30", "userData", '{"ignition":{"config":{}}}', `userData: ${IGNITION}`),
    breaks("V-30", "userData", '{"ignition":{"version":3.4}}', `userData: ${IGNITION}`),
    breaks("V-30", "userData", '{"ignition":{"version":"1.0.0"}}', `userData: ${IGNITION}`),
];

/** Warnings in the same places. */
export const warnedUserData: readonly Mutation[] = [
    breaks("V-30", "userData", "settings: [nginx]\n", `userData: ${NOTHING}`),
    breaks("V-30", "userData", '{"settings": []}', `userData: ${NOTHING}`),
    breaks("V-30", "userData.0.content", "settings: [nginx]\n", `userData[0].content: ${NOTHING}`),
    breaks(
        "V-30",
        "userData",
        Buffer.from("#cloud-config\npackages: [nginx]\n").toString("base64"),
        "userData: is base64, which guests don't decode; pass { base64: … } for the bytes, or the text itself",
    ),
    breaks(
        "V-30",
        "userData",
        "#!/bin/sh\r\ndate\r\n",
        "userData: has a #! line that ends in CR LF; cloud-init converts the line ends, but other guests can't run the script, so end lines with LF",
    ),
    breaks(
        "V-30",
        "userData",
        `#!/bin/sh\n${"#".repeat(16 * 1024 * 1024)}`,
        "userData: is larger than 16 MiB; guests keep all of it in memory, some of them several times, so use files instead",
    ),
];
