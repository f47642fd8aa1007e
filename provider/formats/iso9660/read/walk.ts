import { partOf, sourceOf } from "../../bytes/source.ts";
import type { Untrusted } from "../../bytes/untrusted.ts";
import { FoundFile } from "../../entries/entry.ts";
import { Findings } from "../../entries/findings.ts";
import { reservedProblem } from "../../entries/names.ts";
import { fault } from "../error.ts";
import { type Extent, SECTOR } from "../sectors.ts";
import type { Allowance } from "./allowance.ts";
import { ASSOCIATED_FLAG, DIRECTORY_FLAG, type FoundRecord, MULTI_EXTENT_FLAG, recordsOf } from "./record.ts";
import type { FoundEntry } from "./system-use.ts";
import { type Compression, decompress, readCompression } from "./zisofs.ts";

/** A record as a naming scheme interprets it. */
export interface Interpreted {
    readonly name: string;
    /** POSIX mode; undefined if the record has none. */
    readonly mode?: number | undefined;
    readonly movedTo?: number | undefined;
    readonly isSparse?: boolean;
    readonly compressed?: FoundEntry | undefined;
}

/** Undefined: the record isn't shown here. */
export type Interpret = (record: FoundRecord) => Interpreted | undefined;

interface Visit extends Extent {
    readonly path: string;
    /** The directory that it was found in; undefined for the root. */
    readonly parent: Visit | undefined;
}

/** Whether a directory contains itself. Readers that trust it never end. */
const isLoop = ({ sector, parent }: Visit): boolean => {
    for (let above = parent; above !== undefined; above = above.parent) if (above.sector === sector) return true;
    return false;
};

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

const isName = (name: string): boolean => reservedProblem(name) === undefined && !name.includes("/");

/** Size of a directory by its own first record, for those that only CL leads to. */
const sizeBySelf = (image: Untrusted, sector: number): number => {
    const [self] = recordsOf(image, sector, SECTOR, "a relocated directory");
    return self?.size ?? 0;
};

/** ECMA-119 6.5.1. One file in several extents, which must be contiguous. */
const joined = (earlier: FoundRecord, next: FoundRecord, directory: string): FoundRecord => {
    if (earlier.size % SECTOR !== 0 || earlier.sector + earlier.size / SECTOR !== next.sector) {
        throw fault.readAt(directory, "a file in it has extents that aren't contiguous.");
    }
    return { ...next, sector: earlier.sector, size: earlier.size + next.size };
};

/** A walk through one hierarchy, without recursion: an image decides its own depth. */
export class Walk {
    public readonly found: Findings = new Findings(fault);
    readonly #image: Untrusted;
    readonly #allowance: Allowance;
    readonly #interpret: Interpret;
    readonly #pending: Visit[] = [];

    public constructor(image: Untrusted, allowance: Allowance, interpret: Interpret) {
        this.#image = image;
        this.#allowance = allowance;
        this.#interpret = interpret;
    }

    /** Visits everything below a root. */
    public run({ sector, size }: FoundRecord): void {
        this.#pending.push({ path: "", parent: undefined, sector, size });
        for (let visit = this.#pending.pop(); visit !== undefined; visit = this.#pending.pop()) this.#visit(visit);
        this.#allowance.checkOverlaps();
    }

    #visit(visit: Visit): void {
        const { path, sector, size } = visit;
        this.#allowance.directory(path, sector * SECTOR, size);
        let earlier: FoundRecord | undefined;
        for (const record of recordsOf(this.#image, sector, size, "a directory")) {
            const [first] = record.identifier;
            if (record.identifier.length === 1 && (first === 0 || first === 1)) continue;
            const whole: FoundRecord = earlier === undefined ? record : joined(earlier, record, path);
            earlier = (record.flags & MULTI_EXTENT_FLAG) === 0 ? undefined : whole;
            if (earlier === undefined) this.#enter(visit, whole);
        }
        if (earlier !== undefined) throw fault.readAt(path, "a file in it lacks its last extent.");
    }

    #enter(parent: Visit, record: FoundRecord): void {
        if ((record.flags & ASSOCIATED_FLAG) !== 0) return;
        const interpreted = this.#interpret(record);
        if (interpreted === undefined) return;
        const { name, mode, movedTo, isSparse, compressed } = interpreted;
        const path = this.found.admit(parent.path, name, isName(name));
        if (movedTo !== undefined) {
            this.#enterDirectory({ path, parent, sector: movedTo, size: sizeBySelf(this.#image, movedTo) });
        } else if ((record.flags & DIRECTORY_FLAG) !== 0) {
            this.#enterDirectory({ path, parent, sector: record.sector, size: record.size });
        } else if (mode === undefined || (mode & FILE_TYPE) === REGULAR) {
            if (isSparse) throw fault.readAt(path, "the file is stored in sparse parts, which isn't supported.");
            this.#enterFile(path, record, compressed);
        } else if ((mode & FILE_TYPE) === DIRECTORY) {
            throw fault.readAt(path, "its record is a file's, but its POSIX mode a directory's.");
        } else {
            this.found.others.push(path);
        }
    }

    #enterDirectory(visit: Visit): void {
        if (isLoop(visit)) throw fault.readAt(visit.path, "the directory contains itself.");
        this.found.directories.push(visit.path);
        this.#pending.push(visit);
    }

    #enterFile(path: string, { sector, size, interleaved }: FoundRecord, compressed: FoundEntry | undefined): void {
        if (interleaved) throw fault.readAt(path, "the file is interleaved, which isn't supported.");
        const start = sector * SECTOR;
        const end = start + size;
        if (size > 0 && end > this.#image.size) {
            throw fault.readAt(
                path,
                `its content should end at byte ${end}, but the image has only ${this.#image.size}: it is truncated.`,
            );
        }
        this.#allowance.content(path, start, size);
        this.found.files.push(
            compressed === undefined
                ? new FoundFile(path, this.#image.source, size === 0 ? 0 : start, size)
                : this.#decompressed(readCompression(this.#image, path, compressed), start, size),
        );
    }

    #decompressed(compression: Compression, start: number, stored: number): FoundFile {
        const { path, size } = compression;
        this.#allowance.copy(path, size);
        const content = decompress(compression, partOf(this.#image.source, start, stored));
        return new FoundFile(path, sourceOf(content), undefined, size);
    }
}
