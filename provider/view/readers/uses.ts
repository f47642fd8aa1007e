import type { Content, NetworkFeature, NetworkUse, Use, UserDataUse } from "./reader.ts";

/** An input that a reader uses as it is. */
export const YES: Use = { text: "yes", isUsed: true, remark: "" };

/** An input that a reader ignores. */
export const NO: Use = { text: "no", isUsed: false, remark: "" };

/** An input that a reader uses in part. */
export const yes = (text: string, remark: string): Use => ({ text, isUsed: true, remark });

/** An input that a reader ignores, with a remark. */
export const no = (text: string, remark: string): Use => ({ text, isUsed: false, remark });

/** The kinds of user data that a reader uses. */
export const contents = (
    text: string,
    used: readonly Content[],
    remarks: UserDataUse["remarks"] = {},
    others = "",
): UserDataUse => ({ text, isUsed: true, remark: "", contents: used, remarks, others });

/** The parts of network data that a reader uses. */
export const features = (
    text: string,
    used: readonly NetworkFeature[],
    remarks: NetworkUse["remarks"] = {},
): NetworkUse => ({ text, isUsed: true, remark: "", features: used, remarks });

/** User data that a reader ignores. */
export const NO_USER_DATA: UserDataUse = { ...NO, contents: [], remarks: {}, others: "" };

/** A network that a reader ignores. */
export const NO_NETWORK: NetworkUse = { ...NO, features: [], remarks: {} };
