import { ConfigDriveError } from "../errors.ts";
import { call, type NamedCallOptions } from "./call.ts";
import type { Calls } from "./calls.ts";
import { isAuthenticationFailed, type LibvirtError } from "./error.ts";
import { type FoundCredentials, findCredentials } from "./sasl/auth-file.ts";
import { authenticateSasl, isSaslCall } from "./sasl/authenticate.ts";
import type { ConnectionTarget, Environment } from "./uri.ts";

/** `remote_auth_type`. */
const AUTHENTICATION = { none: 0, sasl: 1, polkit: 2 } as const;

/** What a caller may have to show. */
export interface Identity {
    /** Where libvirt's file of credentials is looked up. */
    readonly environment: Environment;
    /** The password for SASL, if the program gives one. */
    readonly password?: string | undefined;
}

/** The daemon answers no other call before it has been asked what proof of identity it wants. */
export const authenticate = async (
    calls: Calls,
    target: ConnectionTarget,
    identity: Identity,
    options: NamedCallOptions,
): Promise<void> => {
    const wanted = await call(calls, "authList", [], options);
    if (wanted.length === 0 || wanted.includes(AUTHENTICATION.none)) {
        return;
    }
    if (wanted.includes(AUTHENTICATION.polkit)) {
        await call(calls, "authPolkit", [], options);
    } else if (wanted.includes(AUTHENTICATION.sasl)) {
        await authenticateSasl(calls, await credentialsOf(target, identity), options);
    } else {
        throw new ConfigDriveError(
            "connect-failed",
            `${options.doing}: the daemon wants a proof of identity of type ${wanted.join(", ")}, which is not known here. Set its auth_ options to "none", "polkit" or "sasl".`,
        );
    }
};

/** What the program gives, and libvirt's file for what it leaves out. */
const credentialsOf = async (target: ConnectionTarget, identity: Identity): Promise<FoundCredentials> => {
    const { user, host, authFile } = target;
    const { environment, password } = identity;
    const found = await findCredentials(environment, authFile, host);
    return { user: user ?? found.user, password: password ?? found.password };
};

/** What helps against a refusal at the door. */
export const refused = (doing: string, error: LibvirtError): ConfigDriveError =>
    new ConfigDriveError("connect-failed", `${doing}: ${error.message.replace(/\.$/, "")}. ${adviceFor(error)}`, {
        cause: error,
    });

const adviceFor = (error: LibvirtError): string => {
    if (error.procedure === "authSaslInit") {
        return "It has no mechanism to offer: without TLS, none that protects only the password counts. Use qemu+tls or qemu+ssh.";
    }
    if (isSaslCall(error.procedure)) {
        return "Check the user in the URI and connectionPassword; the daemon's users are listed by sasldblistusers2.";
    }
    // Without a bus to reach polkit by, the daemon calls it an internal error.
    return error.procedure === "authPolkit" || isAuthenticationFailed(error)
        ? 'Add the user to the group "libvirt", or allow org.libvirt.unix.manage in polkit.'
        : "Check the URI, and that the daemon has this driver.";
};
