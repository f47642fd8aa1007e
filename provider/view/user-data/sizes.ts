import { createHash } from "node:crypto";
import { gunzip } from "../../formats/bytes/decompress.ts";
import { fieldOf, scalarText } from "../../spec/json.ts";
import { decodedSize } from "../../spec/user-data/cloud-config/encoded-content.ts";

/** Bytes that are decompressed for all files together. Real user data has less. */
const MOST = 64 * 1024 * 1024;

/** The same limit as for user data. */
const LARGEST = 16 * 1024 * 1024;

/** RFC 2397. */
const DATA = /^data:([^,]*),/i;

/** The bytes of a data URL; undefined for any other text. */
const bytesOf = (url: string): Uint8Array | undefined => {
    const [start, type = ""] = DATA.exec(url) ?? [];
    if (start === undefined) return undefined;
    try {
        const plain = decodeURIComponent(url.slice(start.length));
        return Buffer.from(plain, /;base64$/i.test(type) ? "base64" : "utf8");
    } catch {
        return undefined;
    }
};

/**
 * Sizes of files that a guest decodes. Aliases in YAML can repeat a content many times, so each is decoded only once,
 * and compressed ones only up to a limit for all together.
 */
export class Sizes {
    readonly #digests = new Map<string, string>();

    #left = MOST;
    /** By encoding, then by content. */
    readonly #known = new Map<unknown, Map<unknown, number | undefined>>();

    /** The size of a file of cloud-config's `write_files`; undefined if it is only known in the guest. */
    public ofWritten(file: unknown): number | undefined {
        const source = fieldOf(fieldOf(file, "source"), "uri");
        if (source !== undefined && source !== null && source !== "") return undefined;
        const content = fieldOf(file, "content");
        if (content === undefined || content === null) return 0;
        const encoding = fieldOf(file, "encoding");
        return this.#once(encoding, content, /gz/i.test(scalarText(encoding)), () => decodedSize(content, encoding));
    }

    /** The size of a file of an Ignition config; undefined if it is only known in the guest. */
    public ofIgnition(contents: unknown): number | undefined {
        const [source, compression] = [fieldOf(contents, "source"), fieldOf(contents, "compression")];
        if (source === undefined || source === null || source === "") return 0;
        if (typeof source !== "string") return undefined;
        return this.#once(compression, source, compression === "gzip", () => {
            const bytes = bytesOf(source);
            if (bytes === undefined || compression !== "gzip") return bytes?.length;
            const inside = gunzip(bytes, LARGEST);
            return typeof inside === "string" ? undefined : inside.length;
        });
    }

    /** What identifies texts, of which each is only read once. Other values are what is wrong with a file. */
    public digest(...values: readonly unknown[]): string {
        return values.map((value) => (typeof value === "string" ? this.#digestOf(value) : "")).join(" ");
    }

    #digestOf(text: string): string {
        const known = this.#digests.get(text);
        if (known !== undefined) return known;
        const found = createHash("sha256").update(text).digest("hex");
        this.#digests.set(text, found);
        return found;
    }

    #once(
        encoding: unknown,
        content: unknown,
        isCompressed: boolean,
        size: () => number | undefined,
    ): number | undefined {
        const known = this.#known.get(encoding) ?? new Map<unknown, number | undefined>();
        this.#known.set(encoding, known);
        if (known.has(content)) return known.get(content);
        if (isCompressed && this.#left <= 0) return undefined;
        const found = size();
        // What is too large or damaged can have been decompressed up to the limit.
        if (isCompressed) this.#left -= found ?? LARGEST;
        known.set(content, found);
        return found;
    }
}
