import { damage, damageAt } from "../error.ts";

/** Most entries of one image: more than any drive has, few enough to hold in memory. */
const MAX_ENTRIES = 65_536;
/** Most characters that all paths have together. */
const MAX_PATH_CHARACTERS = 8 * 1024 * 1024;
/** Linux's PATH_MAX. */
const MAX_PATH = 4095;
/** How often files may share content: hard links do, and so do images that would fill a disk when extracted. */
const MAX_SHARING = 64;

interface Range {
    readonly start: number;
    readonly end: number;
    readonly path: string;
    readonly isFile: boolean;
}

/** What an image may ask of its reader, so that no image costs more than a multiple of its size. */
export class Allowance {
    private readonly imageSize: number;
    private readonly paths = new Set<string>();
    private readonly ranges: Range[] = [];
    private readonly directories = new Set<number>();
    private continued = 0;
    private pathCharacters = 0;
    private contents = 0;
    private directoryBytes = 0;

    public constructor(imageSize: number) {
        this.imageSize = imageSize;
    }

    /** One more entry of that path. */
    public path(path: string): void {
        if (path.length > MAX_PATH) throw damageAt(path, `a path of more than ${MAX_PATH} characters.`);
        this.pathCharacters += path.length;
        if (this.paths.size >= MAX_ENTRIES || this.pathCharacters > MAX_PATH_CHARACTERS) {
            throw damage(`more than ${MAX_ENTRIES} entries, or paths of more than ${MAX_PATH_CHARACTERS} characters.`);
        }
        if (this.paths.has(path)) throw damageAt(path, "the path is there twice.");
        this.paths.add(path);
    }

    /** A directory is entered once: a second time is a loop. */
    public directory(path: string, start: number, size: number): void {
        if (this.directories.has(start)) throw damageAt(path, "a directory that is reached in two ways.");
        this.directories.add(start);
        this.directoryBytes += size;
        if (this.directoryBytes > this.imageSize) throw damageAt(path, "directories that are larger than the image.");
        this.ranges.push({ start, end: start + size, path, isFile: false });
    }

    /** A file's content. */
    public content(path: string, start: number, size: number): void {
        if (size === 0) return;
        this.contents += size;
        if (this.contents > MAX_SHARING * this.imageSize) {
            throw damageAt(path, `all files together are more than ${MAX_SHARING} times the image.`);
        }
        this.ranges.push({ start, end: start + size, path, isFile: true });
    }

    /** A continuation area: no byte of an image has to be read twice. */
    public continuation(size: number): void {
        this.continued += size;
        if (this.continued > this.imageSize) throw damage("continuation areas that are larger than the image.");
    }

    /** Two extents are apart, or they are the same content of two files. */
    public checkOverlaps(): void {
        const sorted = this.ranges.toSorted((left, right) => left.start - right.start || left.end - right.end);
        let last: Range | undefined;
        for (const range of sorted) {
            if (last === undefined || range.start >= last.end) {
                last = range;
                continue;
            }
            const shared = range.isFile && last.isFile && range.start === last.start && range.end === last.end;
            if (!shared) throw damageAt(range.path, "its bytes overlap with those of another entry.");
        }
    }
}
