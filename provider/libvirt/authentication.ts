import { ConfigDriveError } from "../text/errors.ts";
import { call, type NamedCallOptions } from "./call.ts";
import type { Calls } from "./calls.ts";
import { isAuthenticationFailed, type LibvirtError } from "./error.ts";
import { procedures } from "./procedures.ts";
import { type FoundCredentials, findCredentials } from "./sasl/auth-file.ts";
import { authenticateSasl, isSaslCall } from "./sasl/authenticate.ts";
import type { ConnectionTarget, Environment } from "./uri.ts";

/** `remote_auth_type`. */
const AUTHENTICATION = { none: 0, sasl: 1, polkit: 2 } as const;

/** What a caller may need to authenticate. */
export interface Identity {
    /** The variables that say where libvirt's credentials file is. */
    readonly environment: Environment;
    /** The password for SASL, if the program sets one. */
    readonly password?: string | undefined;
}

/** Takes what the program sets, and the rest from libvirt's credentials file. */
const credentialsOf = async (target: ConnectionTarget, identity: Identity): Promise<FoundCredentials> => {
    const { user, host, authFile } = target;
    const { environment, password } = identity;
    const found = await findCredentials(environment, authFile, host);
    return { user: user ?? found.user, password: password ?? found.password };
};

/** Authenticates. The daemon answers no other call until it has been asked which authentication it requires. */
export const authenticate = async (
    calls: Calls,
    target: ConnectionTarget,
    identity: Identity,
    options: NamedCallOptions,
): Promise<void> => {
    const wanted = await call(calls, procedures.authList, [], options);
    if (wanted.length === 0 || wanted.includes(AUTHENTICATION.none)) return;
    if (wanted.includes(AUTHENTICATION.polkit)) {
        await call(calls, procedures.authPolkit, [], options);
    } else if (wanted.includes(AUTHENTICATION.sasl)) {
        await authenticateSasl(calls, await credentialsOf(target, identity), options);
    } else {
        throw new ConfigDriveError(
            "connect-failed",
            `${options.doing}: the daemon requires authentication type ${wanted.join(", ")}, which isn't supported. In its configuration (libvirtd.conf or virtqemud.conf), set auth_unix_rw, auth_tcp or auth_tls to a supported type: "none", "polkit" (sockets only) or "sasl".`,
        );
    }
};

const adviceFor = (error: LibvirtError): string => {
    if (error.procedure === "authSaslInit") {
        return "Over unencrypted TCP the daemon offers no password mechanism that this package supports. Use qemu+tls or qemu+ssh.";
    }
    if (isSaslCall(error.procedure)) {
        return "Check the user in the URI and connectionPassword; sasldblistusers2 lists the daemon's users.";
    }
    // Where no bus leads to polkit, the daemon reports an internal error.
    return error.procedure === "authPolkit" || isAuthenticationFailed(error)
        ? 'Add the user to the group "libvirt", or allow org.libvirt.unix.manage in polkit.'
        : "Check the driver and the path in the URI (qemu:///system or qemu:///session), and check that the daemon's QEMU driver is installed (libvirt-daemon-driver-qemu).";
};

/** Explains a refusal that came while connecting. */
export const refused = (doing: string, error: LibvirtError): ConfigDriveError =>
    new ConfigDriveError("connect-failed", `${doing}: ${error.message.replace(/\.$/, "")}. ${adviceFor(error)}`, {
        cause: error,
    });
