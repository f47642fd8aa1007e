import { createHash, type Hash, hash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import { Failure } from "../provider/files/failure.ts";
import { AT_A_TIME, chunksOf, type Source } from "../provider/formats/bytes/source.ts";
import type { ImageFile } from "../provider/image/read.ts";
import type { Io } from "./io/io.ts";

/** Smaller contents are read at once: a hash object for each of tens of thousands of files would take megabytes. */
const SMALL = 1 << 16;
/** How long to work before looking whether the user interrupts, and before showing progress again. */
const TURN_MS = 100;
/** How long an operation takes before its progress is shown. */
const LONG_MS = 1000;

/** Hashes contents of any size, without keeping them in memory. Shows the progress of what takes long. */
export class Digester {
    readonly #io: Io;
    readonly #command: string;
    /** Digests of contents that several files can have, by their places. */
    readonly #known = new Map<number, string>();
    readonly #buffer = new Uint8Array(AT_A_TIME);

    public constructor(io: Io, command: string) {
        this.#io = io;
        this.#command = command;
    }

    /** Hex SHA-256 of a whole source. */
    public source(source: Source, name: string): Promise<string> {
        return this.#hash(name, source.size, chunksOf(source, 0, source.size, this.#buffer));
    }

    /** `name` and `size` are for the progress. */
    async #hash(name: string, size: number, chunks: Iterable<Uint8Array>): Promise<string> {
        const digest = createHash("sha256");
        const { now, showProgress } = this.#io;
        const start = now();
        let [turn, done, isShown] = [start, 0, false];
        for (const chunk of chunks) {
            this.#add(digest, chunk);
            done += chunk.length;
            if (now() - turn < TURN_MS) continue;
            turn = now();
            if (turn - start >= LONG_MS) {
                isShown = true;
                showProgress?.(`${name}: ${Math.floor((100 * done) / size)} %`);
            }
            await pause();
        }
        if (isShown) showProgress?.("");
        return digest.digest("hex");
    }

    /** Hex SHA-256 of a file. Files that share their content are read once. */
    public async file(file: ImageFile): Promise<string> {
        const { path, size, place } = file;
        if (size <= SMALL) return hash("sha256", file.content, "hex");
        const known = place === undefined ? undefined : this.#known.get(place);
        if (known !== undefined) return known;
        const digest = await this.#hash(path, size, file.chunks(this.#buffer));
        if (place !== undefined) this.#known.set(place, digest);
        return digest;
    }

    #add(digest: Hash, chunk: Uint8Array): void {
        if (this.#io.signal.aborted) throw new Failure(`${this.#command}: interrupted.`);
        digest.update(chunk);
    }
}
