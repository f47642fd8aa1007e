import { posix } from "node:path";
import { hasPassword, uriProblem, withoutPassword } from "../../libvirt/uri.ts";
import { ConfigDriveError } from "../../text/errors.ts";

/** Where a drive to import is: in a domain, or a volume by its pool or by its path. */
export type ImportPlace = { readonly connection: string } & (
    | { readonly kind: "domain"; readonly domain: string; readonly target: string | undefined }
    | { readonly kind: "volume"; readonly pool: string; readonly volume: string }
    | { readonly kind: "path"; readonly path: string }
);

/** The target of a disk. No volume of a config drive has such a name: it would need an ending or a digest. */
const TARGET = /^(hd|sd|vd|xvd|fd)[a-z]{1,2}$/;

const FORMS =
    'Use URI|DOMAIN, URI|DOMAIN|TARGET, URI|POOL|VOLUME or URI|PATH, e.g. "qemu:///system|web-1" or "qemu:///system|default|web-1a2b3c-0123456789ab.iso".';

/** What the messages about an import start with. The id of one that can be parsed contains no password. */
export const importing = (id: string): string => `import "${id}"`;

const wrong = (id: string, happened: string, remedy: string = FORMS): ConfigDriveError =>
    new ConfigDriveError("not-importable", `${importing(withoutPassword(id))}: ${happened}. ${remedy}`);

const wrongUri = (id: string, connection: string, reason: string): ConfigDriveError => {
    // The reason can quote parts of the URI: those of a password that contains a slash too.
    if (hasPassword(connection)) {
        return wrong(
            id,
            "the URI in the id contains a password",
            "Remove it and set connectionPassword in the provider's configuration.",
        );
    }
    return new ConfigDriveError("not-importable", `${importing(withoutPassword(id))}: ${reason}`);
};

/**
 * Parses the id of an import. The URI ends at the first `|`, which no URI contains. A domain's name contains no slash,
 * so a path is told apart by its first one.
 *
 * @throws ConfigDriveError `not-importable`
 */
export const parseImportId = (id: string): ImportPlace => {
    const end = id.indexOf("|");
    if (end < 0) throw wrong(id, "the id doesn't say which host and which drive");
    const [connection, rest] = [id.slice(0, end).trim(), id.slice(end + 1).trim()];
    if (connection === "") throw wrong(id, "the id starts without the URI of a host");
    const reason = uriProblem(connection);
    if (reason !== undefined) throw wrongUri(id, connection, reason);
    if (rest.startsWith("/")) return { kind: "path", connection, path: posix.normalize(rest) };
    const [first = "", second, ...more] = rest.split("|").map((part) => part.trim());
    if (first === "" || second === "") throw wrong(id, "a part of the id is empty");
    if (more.length > 0) {
        throw wrong(
            id,
            "the id has more than three parts",
            "Refer to the domain by its UUID, or to the volume by its path.",
        );
    }
    if (second === undefined || TARGET.test(second)) {
        return { kind: "domain", connection, domain: first, target: second };
    }
    return { kind: "volume", connection, pool: first, volume: second };
};
