import { MAX_ENTRIES } from "../../entries/entry.ts";
import { fault } from "../error.ts";

/** All entries and the root. */
const MOST = MAX_ENTRIES + 1;

/**
 * The places that entries claim, as plain numbers outside the garbage-collected heap: tens of thousands of objects would
 * take several times the memory. Unused room costs nothing.
 */
export class Extents {
    readonly #starts = new Float64Array(MOST);
    readonly #ends = new Float64Array(MOST);
    readonly #areFiles = new Uint8Array(MOST);
    readonly #paths: string[] = [];

    /** A directory of some bytes. */
    public addDirectory(path: string, start: number, size: number): void {
        this.#add(path, start, size, false);
    }

    /** A file of some bytes. */
    public addFile(path: string, start: number, size: number): void {
        this.#add(path, start, size, true);
    }

    /** Two extents are apart, or the same: hard links share a file's content, links that were followed a directory. */
    public checkOverlaps(): void {
        const order = this.#sorted();
        let last = -1;
        for (const next of order) {
            if (last === -1 || this.#startOf(next) >= this.#endOf(last)) {
                last = next;
            } else if (!this.#isShared(last, next)) {
                throw fault.readAt(this.#paths[next] ?? "", "its bytes overlap those of another entry.");
            }
        }
    }

    #add(path: string, start: number, size: number, isFile: boolean): void {
        const index = this.#paths.push(path) - 1;
        this.#starts[index] = start;
        this.#ends[index] = start + size;
        this.#areFiles[index] = isFile ? 1 : 0;
    }

    #sorted(): Uint32Array {
        const order = Uint32Array.from(this.#paths.keys());
        return order.sort(
            (left, right) => this.#startOf(left) - this.#startOf(right) || this.#endOf(left) - this.#endOf(right),
        );
    }

    #startOf(index: number): number {
        return this.#starts[index] ?? 0;
    }

    #endOf(index: number): number {
        return this.#ends[index] ?? 0;
    }

    #isShared(left: number, right: number): boolean {
        return (
            this.#areFiles[left] === this.#areFiles[right] &&
            this.#startOf(left) === this.#startOf(right) &&
            this.#endOf(left) === this.#endOf(right)
        );
    }
}
