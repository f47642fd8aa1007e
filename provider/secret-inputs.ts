/** The inputs that may hold secrets; they count as such whether or not the program marks them. */
export const SECRET_INPUTS = [
    "adminPassword",
    "connectionPassword",
    "randomSeed",
    "userData",
    "vendorData",
    "vendorData2",
    "files",
    "rootFiles",
] as const;

/** Whether an input may hold a secret. */
export const isSecretInput = (key: string): boolean => SECRET_INPUTS.some((each) => each === key);

/** By this key Pulumi's protocol knows values of its own kinds: secrets, assets and archives. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** What makes a secret of a value. */
const SECRET = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270" };

/**
 * Inputs with the sources of secrets marked, as an answer to Pulumi's engine. The resource's class marks what the
 * program declares; a transform may add to that later.
 */
export const sealSecrets = (inputs: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => [
            key,
            isSecretInput(key) && value !== undefined ? { ...SECRET, value } : value,
        ]),
    );
