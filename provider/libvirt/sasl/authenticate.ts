import { randomBytes } from "node:crypto";
import { ConfigDriveError } from "../../text/errors.ts";
import { call, type NamedCallOptions } from "../call.ts";
import type { Calls } from "../calls.ts";
import { procedures } from "../procedures.ts";
import type { FoundCredentials } from "./auth-file.ts";
import { type Credentials, SCRAM_MECHANISMS, ScramClient, ScramError, type ScramMechanism } from "./scram.ts";

const SASL_CALLS: readonly string[] = [procedures.authSaslInit, procedures.authSaslStart, procedures.authSaslStep].map(
    ({ name }) => name,
);

/** Whether a procedure belongs to SASL. */
export const isSaslCall = (procedure: string): boolean => SASL_CALLS.includes(procedure);

const NONCE_BYTES = 24;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (token: Uint8Array | undefined): string => new TextDecoder().decode(token);

/** A peer's text, shortened for a message. */
const shown = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "").slice(0, 200);

/** The longest list of mechanisms to read. Some thirty mechanisms exist, of at most twenty letters. */
const MAX_OFFER = 4096;

const choose = (doing: string, offered: string): ScramMechanism => {
    const names = offered
        .slice(0, MAX_OFFER)
        .split(",")
        .map((name) => name.trim().toUpperCase());
    const found = SCRAM_MECHANISMS.find((mechanism) => names.includes(mechanism));
    if (found !== undefined) return found;
    throw new ConfigDriveError(
        "connect-failed",
        `${doing}: the daemon offers ${shown(offered) === "" ? "no mechanism" : `only ${shown(offered)}`}; this package supports ${SCRAM_MECHANISMS.join(", ")}. Add one of them to mech_list in its /etc/sasl2/libvirt.conf, or use qemu+ssh.`,
    );
};

const complete = (doing: string, mechanism: ScramMechanism, { user, password }: FoundCredentials): Credentials => {
    if (user !== undefined && password !== undefined) return { user, password };
    const [missing, advice] =
        user === undefined
            ? ["user", "Put the user before the host (qemu+tls://user@host/system), or set it in libvirt's auth.conf."]
            : ["password", "Set connectionPassword, or set the password in libvirt's auth.conf."];
    throw new ConfigDriveError(
        "connect-failed",
        `${doing}: the daemon requires a user and a password (${mechanism}), but the ${missing} is missing. ${advice}`,
    );
};

/** Authenticates with SASL, and verifies that the daemon knows the password too. */
export const authenticateSasl = async (
    calls: Calls,
    found: FoundCredentials,
    options: NamedCallOptions,
): Promise<void> => {
    const { doing = "connect" } = options;
    const mechanism = choose(doing, await call(calls, procedures.authSaslInit, [], options));
    const credentials = complete(doing, mechanism, found);
    try {
        const client = new ScramClient(mechanism, credentials, randomBytes(NONCE_BYTES).toString("base64"));
        const challenge = await call(calls, procedures.authSaslStart, [mechanism, encode(client.first())], options);
        const proof = encode(await client.final(decode(challenge.token)));
        const outcome = await call(calls, procedures.authSaslStep, [proof], options);
        client.verify(decode(outcome.token));
        if (!outcome.complete) await call(calls, procedures.authSaslStep, [undefined], options);
    } catch (cause) {
        if (cause instanceof ScramError) {
            throw new ConfigDriveError(
                "connect-failed",
                `${doing}: ${mechanism} failed: ${cause.message}. Check that the URI names the right host, and check the user and the password.`,
                { cause },
            );
        }
        throw cause;
    }
};
