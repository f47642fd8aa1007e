import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { prepared } from "./saslprep.ts";

/** The user and the password to prove. */
export interface Credentials {
    readonly user: string;
    readonly password: string;
}

/** The mechanisms by the names of their hashes, the strongest first. */
const HASHES = { "SCRAM-SHA-512": "sha512", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-1": "sha1" } as const;

/** A mechanism of RFC 5802 (SHA-1), RFC 7677 (SHA-256) or its draft successor (SHA-512). */
export type ScramMechanism = keyof typeof HASHES;

/** The supported mechanisms, the strongest first. */
export const SCRAM_MECHANISMS = Object.keys(HASHES) as readonly ScramMechanism[];

/** The server violates SCRAM, or isn't the right one. Never contains a secret. */
export class ScramError extends Error {
    public override readonly name: string = "ScramError";
}

/** RFC 7677 4: at least 4096. The maximum protects against a server that would keep the client busy for ever. */
const LEAST_ITERATIONS = 4096;
const MOST_ITERATIONS = 1_000_000;

/** RFC 5802 7, gs2-header: no channel binding, no other identity. */
const GS2_HEADER = "n,,";

const preparedOr = (text: string, what: string): string => {
    const result = prepared(text);
    if (result === undefined) throw new ScramError(`the ${what} contains a character that RFC 4013 forbids`);
    return result;
};

/** RFC 5802 5.1: one letter, "=", and a value up to the next comma. */
const attributes = (message: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
        message.split(",").map((part) => {
            const match = /^([A-Za-z])=(.*)$/su.exec(part);
            if (match === null) throw new ScramError("the daemon sent an invalid SCRAM message");
            return [match[1], match[2]];
        }),
    );

/** The client's side of one SCRAM authentication: `first`, `final` and `verify`, in this order. */
export class ScramClient {
    readonly #hash: string;
    readonly #password: string;
    readonly #nonce: string;
    readonly #firstBare: string;
    #serverSignature: Buffer | undefined;

    /** @param nonce Printable ASCII without commas, never used before. */
    public constructor(mechanism: ScramMechanism, { user, password }: Credentials, nonce: string) {
        this.#hash = HASHES[mechanism];
        this.#password = preparedOr(password, "password");
        this.#nonce = nonce;
        // RFC 5802 5.1, n: "," and "=" would end the name.
        const name = preparedOr(user, "user").replaceAll("=", "=3D").replaceAll(",", "=2C");
        this.#firstBare = `n=${name},r=${nonce}`;
    }

    /** RFC 5802 7, client-first-message. */
    public first(): string {
        return `${GS2_HEADER}${this.#firstBare}`;
    }

    /** RFC 5802 7, client-final-message: the answer to the server-first-message. */
    public async final(serverFirst: string): Promise<string> {
        const { r: nonce = "", s: salt = "", i: count = "", ...others } = attributes(serverFirst);
        if ("m" in others) throw new ScramError("the daemon requires an extension that isn't supported");
        // RFC 5802 5.1, r: the server's nonce starts with ours; otherwise an earlier exchange is being replayed.
        if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
            throw new ScramError("the daemon's nonce doesn't start with the client's");
        }
        const iterations = /^[1-9]\d{0,6}$/.test(count) ? Number(count) : 0;
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new ScramError(
                `the daemon requests ${iterations} iterations, which isn't between ${LEAST_ITERATIONS} and ${MOST_ITERATIONS}`,
            );
        }
        const binding = Buffer.from(GS2_HEADER).toString("base64");
        const withoutProof = `c=${binding},r=${nonce}`;
        const authMessage = `${this.#firstBare},${serverFirst},${withoutProof}`;
        const proof = await this.#proof(Buffer.from(salt, "base64"), iterations, authMessage);
        return `${withoutProof},p=${proof}`;
    }

    /** RFC 5802 5, ServerSignature: verifies that the server knows the password too. */
    public verify(serverFinal: string): void {
        const { v: signature, e: error } = attributes(serverFinal);
        if (error !== undefined) {
            throw new ScramError(`the daemon reports "${error.slice(0, 100).replaceAll(/\p{Cc}/gu, "")}"`);
        }
        const given = Buffer.from(signature ?? "", "base64");
        const wanted = this.#serverSignature;
        if (wanted === undefined || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
            throw new ScramError("the daemon couldn't prove that it knows the password");
        }
    }

    /** RFC 5802 3. */
    async #proof(salt: Buffer, iterations: number, authMessage: string): Promise<string> {
        const hmac = (key: Uint8Array, text: string): Buffer => createHmac(this.#hash, key).update(text).digest();
        const length = createHash(this.#hash).digest().length;
        const saltedPassword = await promisify(pbkdf2)(this.#password, salt, iterations, length, this.#hash);
        const clientKey = hmac(saltedPassword, "Client Key");
        const storedKey = createHash(this.#hash).update(clientKey).digest();
        const clientSignature = hmac(storedKey, authMessage);
        this.#serverSignature = hmac(hmac(saltedPassword, "Server Key"), authMessage);
        return Buffer.from(clientKey.map((byte, at) => byte ^ (clientSignature[at] ?? 0))).toString("base64");
    }
}
