/**
 * Inputs and outputs that may contain secrets, or reveal something about one. They are treated as secrets even if the
 * program doesn't mark them.
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
    "triggers",
] as const;

/** Whether an input or output may contain a secret. */
export const isSecret = (key: string): boolean => SECRETS.some((each) => each === key);

/** Names of settings whose values are secrets, however ordinary they look. */
const SECRET_NAME =
    /pass|pwd|psk|secret|token|key|cred|hash|private|bearer|cookie|signature|connection[-_ ]?string|(?<!pw)auth(?!or(?!i[sz]))/i;

/** The same, but only as words of a name: `db_pw` or `dbPw`, not `ipwait`; apt has pins, and cloud-init `salt_minion`. */
const SECRET_WORD = /(?:^|[^a-z])(?:pw|pin(?![-_]priority)|dsn|otp|sig|salt$)(?![a-z])/i;
const SECRET_SUFFIX = /[a-z\d](?:Pw|Pin|Dsn|Otp|Sig|Salt)(?![a-z])/;

/** A name can be the start of a line, and so as long as a text. */
const LONGEST_NAME = 200;

/** Whether the name of a setting, such as `db_password`, says that its value is a secret. */
export const isSecretName = (name: string): boolean =>
    [SECRET_NAME, SECRET_WORD, SECRET_SUFFIX].some((pattern) => pattern.test(name.slice(-LONGEST_NAME)));

/** The key that marks special values in Pulumi's protocol: secrets, assets and archives. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Marks a value as a secret. */
const SECRET = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270" };

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !Object.hasOwn(value, SIGNATURE);

/** Marks every value in a map that isn't a map itself. */
const sealMembers = (map: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(map)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [key, isMap(value) ? sealMembers(value) : { ...SECRET, value }]),
    );

/**
 * The Pulumi CLI 3.276 drops the mark of a map that the program didn't mark itself (`annotateSecrets` in its
 * provider_plugin.go), but keeps the marks inside.
 */
const seal = (value: unknown): unknown => ({ ...SECRET, value: isMap(value) ? sealMembers(value) : value });

/**
 * Marks the secrets in inputs or outputs for Pulumi's engine, which then keeps them encrypted. The resource's class
 * marks what the program declares, but a transform can add values later.
 */
export const sealSecrets = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, isSecret(key) && value !== undefined ? seal(value) : value]),
    );
