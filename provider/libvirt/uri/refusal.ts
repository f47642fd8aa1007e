import { ConfigDriveError } from "../../errors.ts";

const SPOKEN =
    "qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system, qemu+tcp://host/system and test+unix:///default?socket=/path";

/** A password in the authority, also in one that is no URI's; what is shown instead never tells its length. */
const PASSWORD = /(\/\/[^@:]*):[^@]*@/;

/** A URI that isn't spoken. */
export class UnsupportedUriError extends ConfigDriveError {
    /** What is wrong with it and what to do, for those who show the URI themselves, or don't want to. */
    public readonly reason: string;

    public constructor(uri: string, reason: string, options?: ErrorOptions) {
        super("unsupported-uri", `connect to ${JSON.stringify(uri.replace(PASSWORD, "$1:…@"))}: ${reason}`, options);
        this.reason = reason;
    }
}

/** A refusal of a URI: what is wrong with it and, unless something better is known, what is spoken. */
export const unsupported = (
    uri: string,
    happened: string,
    options?: ErrorOptions,
    advice = `Use one of ${SPOKEN}.`,
): UnsupportedUriError => new UnsupportedUriError(uri, `${happened}. ${advice}`, options);
