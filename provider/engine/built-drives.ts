import { isDeepStrictEqual } from "node:util";
import type { BuiltDrive } from "../image/build.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { CheckedInputs } from "../model/state.ts";
import { CONTENT_KEYS } from "../spec/parse.ts";

/**
 * Drives that are kept. Where the engine writes its state at the end it makes each one or two checks later. Where it
 * writes all of it at every step it checks many ahead, and there is time enough to build them again: images that wait so
 * long stay in memory until V8's next full collection.
 */
const MOST_DRIVES = 2;
/** Bytes of their images. */
const MOST_BYTES = 16 * 1024 * 1024;

interface Kept {
    readonly inputs: RawInputs;
    readonly built: BuiltDrive;
}

const declareTheSame = (one: RawInputs, other: RawInputs): boolean =>
    [...CONTENT_KEYS, "instanceId"].every((key) => isDeepStrictEqual(one[key], other[key]));

/**
 * Drives that a check has built a moment ago, so that the create or the update that follows it needn't do so again.
 * Whatever isn't here any more is built anew.
 */
export class BuiltDrives {
    readonly #kept = new Map<unknown, Kept>();
    #bytes = 0;

    /** Keeps a drive for whoever comes for it, and lets go of the oldest ones. */
    public put(inputs: RawInputs, built: BuiltDrive): void {
        const digest = inputs["imageDigest"];
        this.#drop(digest);
        this.#kept.set(digest, { inputs, built });
        this.#bytes += built.image.used;
        for (const oldest of this.#kept.keys()) {
            if (this.#bytes <= MOST_BYTES && this.#kept.size <= MOST_DRIVES) return;
            this.#drop(oldest);
        }
    }

    /** The drive that exactly these inputs make, which is no longer kept then. */
    public take(inputs: CheckedInputs): BuiltDrive | undefined {
        const kept = this.#kept.get(inputs.imageDigest);
        if (kept === undefined || !declareTheSame(kept.inputs, { ...inputs })) return undefined;
        this.#drop(inputs.imageDigest);
        return kept.built;
    }

    #drop(digest: unknown): void {
        this.#bytes -= this.#kept.get(digest)?.built.image.used ?? 0;
        this.#kept.delete(digest);
    }
}
