/** Which guest a drive is meant for, if its inputs only make sense to one. Without a sign a guest can be anything. */

import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { isBase64 } from "./base64.ts";
import { entriesOf, fieldOf, itemsOf } from "./json.ts";
import { isCertificate } from "./key-text.ts";

const parseJson = (text: string): unknown => {
    try {
        const value: unknown = JSON.parse(text);
        return value;
    } catch {
        return undefined;
    }
};

/** The `ignition` section of a text that is an Ignition config; undefined for any other text. */
export const ignitionOf = (text: string): unknown =>
    /^\s*\{/.test(text) ? fieldOf(parseJson(text), "ignition") : undefined;

const textOf = (userData: unknown): string => {
    const base64 = fieldOf(userData, "base64");
    if (typeof base64 === "string" && isBase64(base64)) return Buffer.from(base64, "base64").toString("utf8");
    return typeof userData === "string" ? userData : "";
};

/** Whether the guest runs Ignition, with Afterburn alongside it, as Fedora CoreOS and Flatcar do. */
export const isForIgnition = ({ userData }: RawInputs): boolean => ignitionOf(textOf(userData)) !== undefined;

/** The first lines of a Talos machine configuration; comments and document markers can precede them. */
export const TALOS: RegExp = /^(version: *["']?v1alpha1|apiVersion: *["']?v1alpha1|machine:)/m;

/** Whether the user data is a Talos configuration. */
export const isForTalos = ({ userData }: RawInputs): boolean => typeof userData === "string" && TALOS.test(userData);

/** Scripts only Windows runs, as cloudbase-init recognises them: cloudbaseinit/plugins/common/userdatautils.py. */
export const WINDOWS_SCRIPT: RegExp = /^(#ps1(_sysnative|_x86)?\s|rem\s+cmd\s|<(powershell|script)>)/;

const isScript = (content: unknown): boolean => typeof content === "string" && WINDOWS_SCRIPT.test(content.trimStart());

/** Whether the user data contains a script only Windows runs. */
export const hasWindowsScript = ({ userData }: RawInputs): boolean =>
    [userData, ...itemsOf(userData).map((part) => fieldOf(part, "content"))].some(isScript);

/** Whether the inputs contain anything only Windows guests use: a password, a certificate or a Windows script. */
export const isForWindows = (inputs: RawInputs): boolean => {
    const { adminPassword, publicKeys } = inputs;
    if (typeof adminPassword === "string" && adminPassword !== UNKNOWN) return true;
    if (entriesOf(publicKeys).some(([, key]) => typeof key === "string" && isCertificate(key))) return true;
    return hasWindowsScript(inputs);
};
