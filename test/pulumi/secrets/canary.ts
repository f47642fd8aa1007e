import { createHash } from "node:crypto";

/** Whose secrets they are: the drive's, or those of the resource beside it that has the same inputs. */
export type Owner = "drive" | "other";

/** Digits of a digest that are enough to know it by; as many as the name of a volume has. */
const DIGITS = 12;

/**
 * The base64 of a text as it may stand in that of a longer one, which begins 0, 1 or 2 bytes earlier; without the
 * digits that depend on what stands before and behind.
 */
const base64Within = (text: string): readonly string[] =>
    [0, 1, 2].map((before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
        const first = Math.ceil((before * 8) / 6);
        return bytes.toString("base64").slice(first, Math.floor((bytes.length * 8) / 6));
    });

const encodingsOf = (text: string): readonly string[] => {
    const hex = Buffer.from(text).toString("hex");
    return [text, ...base64Within(text), hex, hex.toUpperCase()];
};

/**
 * The secrets of one owner, and where they can be seen. A secret has only characters that look the same in JSON, in a
 * URL and in a shell, and all of an owner's begin alike, so that one search finds all of them.
 */
export class Canaries {
    readonly #owner: Owner;
    readonly #needles: Set<string>;
    readonly #digests = new Set<string>();

    public constructor(owner: Owner) {
        this.#owner = owner;
        this.#needles = new Set(encodingsOf(`canary-${owner}-`));
    }

    /** A new secret. */
    public plant(name: string): string {
        const secret = `canary-${this.#owner}-${name}-7c1f93ab`;
        this.watch(secret);
        return secret;
    }

    /** Watches for digests of a text as well, by which the secret in it could be guessed. */
    public watch(text: string | Uint8Array): void {
        for (const algorithm of ["md5", "sha1", "sha256", "sha512"]) {
            this.watchDigest(createHash(algorithm).update(text).digest("hex"));
        }
    }

    /** Watches for bytes in which the secret itself can't be seen, such as compressed ones. */
    public watchBytes(bytes: Uint8Array): void {
        // A long text is cut by some logs, and gzip begins alike everywhere.
        this.#needles.add(Buffer.from(bytes).toString("base64").slice(24, 64));
        this.watch(bytes);
    }

    /** Watches for the digest of a file with a secret in it, in hex. */
    public watchDigest(digest: string): void {
        this.#digests.add(digest.slice(0, DIGITS));
        this.#needles.add(Buffer.from(digest, "hex").toString("base64").slice(0, DIGITS));
    }

    /** Where the first secret, or the first digest of one, stands in a text; -1 where there is none. */
    public firstIn(text: string): number {
        const places = [...this.#needles].map((needle) => text.indexOf(needle));
        for (const { 0: digits, index } of text.matchAll(/[0-9a-f]{12,}/gi)) {
            if (this.#digests.has(digits.slice(0, DIGITS).toLowerCase())) places.push(index);
        }
        const found = places.filter((place) => place >= 0);
        return found.length === 0 ? -1 : Math.min(...found);
    }
}
