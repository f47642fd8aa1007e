import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/problem.ts";
import { entriesOf, fieldOf, itemsOf } from "./json.ts";
import { isCertificate } from "./public-keys.ts";

/** What only Windows runs, and cloudbase-init knows by: cloudbaseinit/plugins/common/userdatautils.py. */
export const WINDOWS_SCRIPT: RegExp = /^(#ps1(_sysnative|_x86)?\s|rem\s+cmd\s|<(powershell|script)>)/;

const isScript = (content: unknown): boolean => typeof content === "string" && WINDOWS_SCRIPT.test(content.trimStart());

/** Whether the user data has a script that only Windows runs: the guest is surely Windows. */
export const hasWindowsScript = ({ userData }: RawInputs): boolean =>
    [userData, ...itemsOf(userData).map((part) => fieldOf(part, "content"))].some(isScript);

/**
 * Whether the inputs have what only Windows guests take: a password, a certificate or a Windows script. Without them a
 * guest may be anything.
 */
export const isForWindows = (inputs: RawInputs): boolean => {
    const { adminPassword, publicKeys } = inputs;
    if (typeof adminPassword === "string" && adminPassword !== UNKNOWN) return true;
    if (entriesOf(publicKeys).some(([, key]) => typeof key === "string" && isCertificate(key))) return true;
    return hasWindowsScript(inputs);
};
