import { MAX_ENTRIES } from "../../bytes/limits.ts";
import { damageAt } from "../error.ts";

/** All entries and the root. */
const MOST = MAX_ENTRIES + 1;

/**
 * The places that entries claim. They are kept as bare numbers, outside of what is collected as garbage: objects for
 * tens of thousands would make the heap several times as large as they are. Room that isn't used costs nothing.
 */
export class Extents {
    private readonly starts = new Float64Array(MOST);
    private readonly ends = new Float64Array(MOST);
    private readonly areFiles = new Uint8Array(MOST);
    private readonly paths: string[] = [];

    /** A directory of some bytes. */
    public addDirectory(path: string, start: number, size: number): void {
        this.add(path, start, size, false);
    }

    /** A file of some bytes. */
    public addFile(path: string, start: number, size: number): void {
        this.add(path, start, size, true);
    }

    /** Two extents are apart, or they are the same content of two files. */
    public checkOverlaps(): void {
        const order = this.sorted();
        let last = -1;
        for (const next of order) {
            if (last === -1 || this.startOf(next) >= this.endOf(last)) {
                last = next;
            } else if (!this.isShared(last, next)) {
                throw damageAt(this.paths[next] ?? "", "its bytes overlap with those of another entry.");
            }
        }
    }

    private add(path: string, start: number, size: number, isFile: boolean): void {
        const index = this.paths.push(path) - 1;
        this.starts[index] = start;
        this.ends[index] = start + size;
        this.areFiles[index] = isFile ? 1 : 0;
    }

    private sorted(): Uint32Array {
        const order = Uint32Array.from(this.paths.keys());
        return order.sort(
            (left, right) => this.startOf(left) - this.startOf(right) || this.endOf(left) - this.endOf(right),
        );
    }

    private startOf(index: number): number {
        return this.starts[index] ?? 0;
    }

    private endOf(index: number): number {
        return this.ends[index] ?? 0;
    }

    private isShared(left: number, right: number): boolean {
        const areFiles = this.areFiles[left] === 1 && this.areFiles[right] === 1;
        return areFiles && this.startOf(left) === this.startOf(right) && this.endOf(left) === this.endOf(right);
    }
}
