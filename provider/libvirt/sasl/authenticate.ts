import { randomBytes } from "node:crypto";
import { ConfigDriveError } from "../../errors.ts";
import { call, type NamedCallOptions } from "../call.ts";
import type { Calls } from "../calls.ts";
import type { ProcedureName } from "../procedures.ts";
import type { FoundCredentials } from "./auth-file.ts";
import { type Credentials, SCRAM_MECHANISMS, ScramClient, ScramError, type ScramMechanism } from "./scram.ts";

const SASL_CALLS: readonly string[] = ["authSaslInit", "authSaslStart", "authSaslStep"] satisfies ProcedureName[];

/** Whether a refusal came while SASL was talked. */
export const isSaslCall = (procedure: string): boolean => SASL_CALLS.includes(procedure);

const NONCE_BYTES = 24;

/** Proves by SASL who is calling, and has the daemon prove that it knows the password too. */
export const authenticateSasl = async (
    calls: Calls,
    found: FoundCredentials,
    options: NamedCallOptions,
): Promise<void> => {
    const { doing = "connect" } = options;
    const mechanism = choose(doing, await call(calls, "authSaslInit", [], options));
    const credentials = complete(doing, mechanism, found);
    try {
        const client = new ScramClient(mechanism, credentials, randomBytes(NONCE_BYTES).toString("base64"));
        const challenge = await call(calls, "authSaslStart", [mechanism, encode(client.first())], options);
        const proof = encode(await client.final(decode(challenge.token)));
        const outcome = await call(calls, "authSaslStep", [proof], options);
        client.verify(decode(outcome.token));
        if (!outcome.complete) {
            await call(calls, "authSaslStep", [undefined], options);
        }
    } catch (cause) {
        if (cause instanceof ScramError) {
            throw new ConfigDriveError(
                "connect-failed",
                `${doing}: ${mechanism} failed: ${cause.message}. Check that the right host answers, the user and the password.`,
                { cause },
            );
        }
        throw cause;
    }
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (token: Uint8Array | undefined): string => new TextDecoder().decode(token);

/** As much of a peer's text as a message can take. */
const shown = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "").slice(0, 200);

/** Characters of a list of mechanisms; there are some thirty mechanisms, of twenty letters at most. */
const MAX_OFFER = 4096;

const choose = (doing: string, offered: string): ScramMechanism => {
    const names = offered
        .slice(0, MAX_OFFER)
        .split(",")
        .map((name) => name.trim().toUpperCase());
    const found = SCRAM_MECHANISMS.find((mechanism) => names.includes(mechanism));
    if (found !== undefined) {
        return found;
    }
    throw new ConfigDriveError(
        "connect-failed",
        `${doing}: the daemon authenticates by ${shown(offered) || "nothing"} only, and ${SCRAM_MECHANISMS.join(", ")} are spoken here. Name one of these in mech_list of its /etc/sasl2/libvirt.conf, or use qemu+ssh.`,
    );
};

const complete = (doing: string, mechanism: ScramMechanism, { user, password }: FoundCredentials): Credentials => {
    if (user !== undefined && password !== undefined) {
        return { user, password };
    }
    const [missing, advice] =
        user === undefined
            ? ["user", "Write the user before the host (qemu+tls://user@host/system), or into libvirt's auth.conf."]
            : ["password", "Set connectionPassword, or write it into libvirt's auth.conf."];
    throw new ConfigDriveError(
        "connect-failed",
        `${doing}: the daemon asks for user and password (${mechanism}), and there is no ${missing}. ${advice}`,
    );
};
