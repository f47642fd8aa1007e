import { FoundFile } from "../../bytes/found-file.ts";
import { damageAt } from "../error.ts";
import { SECTOR } from "../sectors.ts";
import type { Allowance } from "./allowance.ts";
import type { Untrusted } from "./bytes.ts";
import { ASSOCIATED_FLAG, DIRECTORY_FLAG, type FoundRecord, MULTI_EXTENT_FLAG, recordsOf } from "./record.ts";

/** What a naming scheme makes of a record. */
export interface Interpreted {
    readonly name: string;
    /** POSIX mode; undefined where nothing is said. */
    readonly mode: number | undefined;
    readonly movedTo: number | undefined;
}

/** Undefined: the record isn't to be shown here. */
export type Interpret = (record: FoundRecord) => Interpreted | undefined;

/** What a walk found. */
export interface Found {
    readonly files: FoundFile[];
    readonly directories: string[];
    readonly others: string[];
}

interface Visit {
    readonly path: string;
    readonly sector: number;
    readonly size: number;
}

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

/**
 * The expression is for the path, not for the name alone: to run it V8 makes one string of the parts that the path was
 * put together from, and they can go. Kept, they would double the memory that tens of thousands of paths take.
 */
const checkName = (path: string, name: string): void => {
    if (name === "" || name === "." || name === ".." || name.includes("/") || /\0/.test(path)) {
        throw damageAt(path, "a name that no file can have.");
    }
};

/** Size of a directory by its own first record, for those that are reached by CL alone. */
const sizeBySelf = (image: Untrusted, sector: number): number => {
    const [self] = recordsOf(image, sector, SECTOR, "a relocated directory");
    return self?.size ?? 0;
};

/** A walk through one hierarchy, without recursion: images choose their own depth. */
export class Walk {
    public readonly found: Found = { files: [], directories: [], others: [] };
    private readonly image: Untrusted;
    private readonly allowance: Allowance;
    private readonly interpret: Interpret;
    private readonly pending: Visit[] = [];

    public constructor(image: Untrusted, allowance: Allowance, interpret: Interpret) {
        this.image = image;
        this.allowance = allowance;
        this.interpret = interpret;
    }

    /** Visits everything below a root. */
    public run({ sector, size }: FoundRecord): void {
        this.pending.push({ path: "", sector, size });
        for (let visit = this.pending.pop(); visit !== undefined; visit = this.pending.pop()) this.visit(visit);
        this.allowance.checkOverlaps();
    }

    private visit({ path, sector, size }: Visit): void {
        this.allowance.directory(path, sector * SECTOR, size);
        let earlier: FoundRecord | undefined;
        for (const record of recordsOf(this.image, sector, size, "a directory")) {
            const [first] = record.identifier;
            if (record.identifier.length === 1 && (first === 0 || first === 1)) continue;
            const whole: FoundRecord = earlier === undefined ? record : joined(earlier, record, path);
            earlier = (record.flags & MULTI_EXTENT_FLAG) === 0 ? undefined : whole;
            if (earlier === undefined) this.enter(path, whole);
        }
        if (earlier !== undefined) throw damageAt(path, "a file whose last piece isn't there.");
    }

    private enter(parent: string, record: FoundRecord): void {
        if ((record.flags & ASSOCIATED_FLAG) !== 0) return;
        const interpreted = this.interpret(record);
        if (interpreted === undefined) return;
        const { name, mode, movedTo } = interpreted;
        const path = parent === "" ? name : `${parent}/${name}`;
        checkName(path, name);
        this.allowance.path(path);
        if (movedTo !== undefined) {
            this.enterDirectory({ path, sector: movedTo, size: sizeBySelf(this.image, movedTo) });
        } else if ((record.flags & DIRECTORY_FLAG) !== 0) {
            this.enterDirectory({ path, sector: record.sector, size: record.size });
        } else if (mode === undefined || (mode & FILE_TYPE) === REGULAR) {
            this.enterFile(path, record);
        } else if ((mode & FILE_TYPE) === DIRECTORY) {
            throw damageAt(path, "a file that says it is a directory.");
        } else {
            this.found.others.push(path);
        }
    }

    private enterDirectory(visit: Visit): void {
        this.found.directories.push(visit.path);
        this.pending.push(visit);
    }

    private enterFile(path: string, { sector, size, interleaved }: FoundRecord): void {
        if (interleaved) throw damageAt(path, "an interleaved file, which this reader doesn't know.");
        const start = sector * SECTOR;
        if (size > 0 && start + size > this.image.size) {
            throw damageAt(
                path,
                `its content should end at byte ${start + size} of ${this.image.size}: it is cut off.`,
            );
        }
        this.allowance.content(path, start, size);
        this.found.files.push(new FoundFile(path, this.image.bytes, size === 0 ? 0 : start, size));
    }
}

/** ECMA-119 6.5.1. One file in several extents, which have to follow one another. */
const joined = (earlier: FoundRecord, next: FoundRecord, directory: string): FoundRecord => {
    if (earlier.size % SECTOR !== 0 || earlier.sector + earlier.size / SECTOR !== next.sector) {
        throw damageAt(directory, "a file in pieces that don't follow one another.");
    }
    return { ...next, sector: earlier.sector, size: earlier.size + next.size };
};
