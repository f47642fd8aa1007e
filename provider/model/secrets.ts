/**
 * The inputs and outputs that may hold secrets, or tell more of one than the program may see; they count as such whether
 * or not the program marks them.
 */
const SECRETS = [
    "adminPassword",
    "connectionPassword",
    "randomSeed",
    "userData",
    "vendorData",
    "vendorData2",
    "files",
    "rootFiles",
    "storedDigest",
] as const;

/** Whether an input or output may hold a secret. */
export const isSecret = (key: string): boolean => SECRETS.some((each) => each === key);

/** By this key Pulumi's protocol knows values of its own kinds: secrets, assets and archives. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What makes a secret of a value. */
const SECRET = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270" };

/**
 * Inputs or outputs with the secrets marked, as an answer to Pulumi's engine, which keeps those encrypted. The
 * resource's class marks what the program declares; a transform may add to that later.
 */
export const sealSecrets = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
            key,
            isSecret(key) && value !== undefined ? { ...SECRET, value } : value,
        ]),
    );
