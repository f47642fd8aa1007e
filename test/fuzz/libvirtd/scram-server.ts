import { createHmac, pbkdf2Sync } from "node:crypto";

const SALT = "salt";
const ITERATIONS = 4096;
const HASH = "sha256";
const HASH_BYTES = 32;

/** A daemon's side of SCRAM-SHA-256 that lets everybody in, and proves that it knows the password (RFC 5802 3). */
export class ScramServer {
    readonly #password: string;
    #firstBare = "";
    #serverFirst = "";

    public constructor(password: string) {
        this.#password = password;
    }

    /** RFC 5802 7, server-first-message: the client's nonce with some more, a salt and the least count. */
    public challenge(clientFirst: string): string {
        this.#firstBare = clientFirst.replace(/^n,,/, "");
        const nonce = /r=([^,]*)/.exec(this.#firstBare)?.[1] ?? "";
        this.#serverFirst = `r=${nonce}more,s=${btoa(SALT)},i=${ITERATIONS}`;
        return this.#serverFirst;
    }

    /** RFC 5802 7, server-final-message. */
    public proof(clientFinal: string): string {
        const withoutProof = clientFinal.replace(/,p=.*$/, "");
        const salted = pbkdf2Sync(this.#password, SALT, ITERATIONS, HASH_BYTES, HASH);
        const serverKey = createHmac(HASH, salted).update("Server Key").digest();
        const talk = `${this.#firstBare},${this.#serverFirst},${withoutProof}`;
        return `v=${createHmac(HASH, serverKey).update(talk).digest("base64")}`;
    }
}
