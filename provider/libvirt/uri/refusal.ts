import { ConfigDriveError } from "../../text/errors.ts";

const SUPPORTED =
    "qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system";

/** A password in the authority, even if the text is no URI. A password can contain any character, "@" too. */
const PASSWORD = /(\/\/[^@:]*):.*@/s;

/** A URI for people to read. The replacement of a password never reveals its length. */
export const withoutPassword = (uri: string): string => uri.replace(PASSWORD, "$1:…@");

/** Whether the user info of a text contains a password, even if the text is no URI. */
export const hasPassword = (uri: string): boolean => /\/\/[^@:/?#]*:.*@/s.test(uri);

/** A URI that isn't supported. */
export class UnsupportedUriError extends ConfigDriveError {
    /** What is wrong with it and what to do, without the URI. */
    public readonly reason: string;

    public constructor(uri: string, reason: string, options?: ErrorOptions) {
        super("unsupported-uri", `connect to ${JSON.stringify(withoutPassword(uri))}: ${reason}`, options);
        this.reason = reason;
    }
}

/** Rejects a URI: what is wrong with it and, by default, which URIs are supported. */
export const unsupported = (
    uri: string,
    happened: string,
    advice = `Use one of ${SUPPORTED}.`,
    options?: ErrorOptions,
): UnsupportedUriError => new UnsupportedUriError(uri, `${happened}. ${advice}`, options);
