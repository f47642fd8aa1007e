/** The name of a package, with a version, a release or an architecture; or the path of its file. */
const NAME = /^\/?[A-Za-z\d@][\w.+:~@/^*-]{0,127}(?:(?:=|\s?[<>=]{1,2}\s?)[\w.+:~/^*-]{1,127})?$/;

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
    return NAME.test(value) ? value : undefined;
};
