import { createHash, type Hash } from "node:crypto";
import { isBytes } from "../formats/entries/content.ts";
import type { DriveImage } from "./write.ts";

/** A part of an image; that of a file on disk counts in the image's digest by its own. */
interface Part {
    readonly isFile: boolean;
    readonly length: number;
}

const partsOf = ({ chunks }: DriveImage): readonly Part[] =>
    chunks.map((chunk) => ({ isFile: !isBytes(chunk), length: chunk.length }));

/** Computes from the bytes of a volume the digest that the image in it has, as they arrive. */
export class ImageDigest {
    readonly #parts: readonly Part[];
    readonly #digest = createHash("sha256");
    readonly #stored = createHash("sha256");
    #file: Hash | undefined;
    #part = 0;
    #left: number;

    public constructor(image: DriveImage) {
        this.#parts = partsOf(image);
        this.#left = this.#parts[0]?.length ?? 0;
    }

    /** Adds the next bytes; those after the image's parts don't count. */
    public update(data: Uint8Array): void {
        for (let rest = data; rest.length > 0 && this.#part < this.#parts.length; ) {
            const bytes = rest.subarray(0, this.#left);
            this.#add(bytes);
            rest = rest.subarray(bytes.length);
        }
    }

    /** Hex; equals the image's if the bytes are the image's. */
    public digest(): string {
        return this.#digest.digest("hex");
    }

    /** Hex SHA-256 of the bytes themselves. */
    public storedDigest(): string {
        return this.#stored.digest("hex");
    }

    #add(bytes: Uint8Array): void {
        this.#stored.update(bytes);
        if (this.#parts[this.#part]?.isFile) {
            this.#file ??= createHash("sha256");
            this.#file.update(bytes);
        } else {
            this.#digest.update(bytes);
        }
        this.#left -= bytes.length;
        while (this.#left === 0 && this.#part < this.#parts.length) this.#next();
    }

    #next(): void {
        if (this.#file !== undefined) this.#digest.update(this.#file.digest());
        this.#file = undefined;
        this.#part += 1;
        this.#left = this.#parts[this.#part]?.length ?? 0;
    }
}
