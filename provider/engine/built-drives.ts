import { isDeepStrictEqual } from "node:util";
import type { BuiltDrive } from "../image/build.ts";
import { memoryOf } from "../image/write.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { CheckedInputs } from "../model/state.ts";
import { CONTENT_KEYS } from "../spec/parse.ts";

/**
 * How many drives are kept. An engine that writes its state only at the end creates each drive one or two checks later.
 * One that writes the whole state at every step checks many drives ahead. Then there is time to build them again, and
 * images kept that long would stay in memory until V8's next full collection.
 */
const MAX_DRIVES = 2;
/** Total bytes of their images in memory. */
const MAX_BYTES = 16 * 1024 * 1024;

interface Kept {
    readonly inputs: RawInputs;
    readonly built: BuiltDrive;
}

const isSameDeclaration = (one: RawInputs, other: RawInputs): boolean =>
    [...CONTENT_KEYS, "instanceId"].every((key) => isDeepStrictEqual(one[key], other[key]));

/**
 * Drives that `check` just built, so that the `create` or `update` that follows doesn't build them again. A drive that
 * is no longer kept is rebuilt.
 */
export class BuiltDrives {
    readonly #kept = new Map<unknown, Kept>();
    #bytes = 0;

    /** Keeps a drive, and drops the oldest ones beyond the limits. */
    public put(inputs: RawInputs, built: BuiltDrive): void {
        const digest = inputs["imageDigest"];
        this.#drop(digest);
        this.#kept.set(digest, { inputs, built });
        this.#bytes += memoryOf(built.image);
        for (const oldest of this.#kept.keys()) {
            if (this.#bytes <= MAX_BYTES && this.#kept.size <= MAX_DRIVES) return;
            this.#drop(oldest);
        }
    }

    /** Returns the drive that exactly these inputs make, and drops it. */
    public take(inputs: CheckedInputs): BuiltDrive | undefined {
        const kept = this.#kept.get(inputs.imageDigest);
        if (kept === undefined || !isSameDeclaration(kept.inputs, { ...inputs })) return undefined;
        this.#drop(inputs.imageDigest);
        return kept.built;
    }

    #drop(digest: unknown): void {
        const kept = this.#kept.get(digest);
        if (kept === undefined) return;
        this.#bytes -= memoryOf(kept.built.image);
        this.#kept.delete(digest);
    }
}
