const ARCHITECTURE = "(?::(?:any|all|native|amd64|arm64|armhf|i386|ppc64el|riscv64|s390x))";

/** A version, a release or a repository: `=1.0-1`, `/stable`, `@edge`. */
const VERSION = "(?:\\s?[<>=~]{1,2}\\s?|[/@])[\\w.+:~^*-]{1,128}";

/** A name, or a group of packages of dnf. What has a colon and an @ could be a password. */
const NAME = new RegExp(`^@?\\^?[A-Za-z\\d][\\w.+~*-]{0,127}${ARCHITECTURE}?(?:${VERSION})?$`);

/** The path of a package's file. */
const PATH = /^\.{0,2}\/[\w.+~/-]{1,255}$/;

/** A version, or the channel of a snap. */
const VERSION_ALONE = /^[\w.+:~^/*-]{1,128}$/;

const ADDRESS = /^[a-z][a-z\d+.-]*:\/\//i;

/** The name of a file in an address. */
const FILE = /^[\w.+~^%-]{1,128}\.(?:rpm|deb|apk|snap|txz|pkg|xz|zst)$/i;

/** An address without a user, a password, a query, or folders, which can be tokens. */
const withoutSecrets = (address: string): string | undefined => {
    if (!URL.canParse(address)) return undefined;
    const { protocol, host, pathname } = new URL(address);
    const folders = pathname.split("/").slice(1);
    const file = folders.at(-1) ?? "";
    return `${protocol}//${host}/${folders.length > 1 ? "…/" : ""}${FILE.test(file) ? file : "…"}`;
};

/** The name of a package as it can be shown; undefined if it can't be. */
export const packageName = (value: unknown): string | undefined => {
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
    if (typeof value !== "string") return undefined;
    if (ADDRESS.test(value)) return withoutSecrets(value);
    return NAME.test(value) || PATH.test(value) ? value : undefined;
};

/** The version of a package as it can be shown; undefined if it can't be. */
export const packageVersion = (value: unknown): string | undefined => {
    const text = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
    return typeof text === "string" && VERSION_ALONE.test(text) && !ADDRESS.test(text) ? text : undefined;
};
