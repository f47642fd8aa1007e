import { MAX_ENTRIES, MAX_PATH, MAX_PATH_CHARACTERS } from "../../bytes/limits.ts";
import { damage, damageAt } from "../error.ts";
import { Extents } from "./extents.ts";

/** How often files may share content: hard links do, and so do images that would fill a disk when extracted. */
const MAX_SHARING = 16;

/** What an image may ask of its reader, so that no image costs more than a multiple of its size. */
export class Allowance {
    private readonly imageSize: number;
    private readonly extents = new Extents();
    private readonly directories = new Set<number>();
    private entries = 0;
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
        this.entries += 1;
        this.pathCharacters += path.length;
        if (this.entries > MAX_ENTRIES || this.pathCharacters > MAX_PATH_CHARACTERS) {
            throw damage(`more than ${MAX_ENTRIES} entries, or paths of more than ${MAX_PATH_CHARACTERS} characters.`);
        }
    }

    /** A directory is entered once: a second time is a loop. */
    public directory(path: string, start: number, size: number): void {
        if (this.directories.has(start)) throw damageAt(path, "a directory that is reached in two ways.");
        this.directories.add(start);
        this.directoryBytes += size;
        if (this.directoryBytes > this.imageSize) throw damageAt(path, "directories that are larger than the image.");
        this.extents.addDirectory(path, start, size);
    }

    /** A file's content. */
    public content(path: string, start: number, size: number): void {
        if (size === 0) return;
        this.contents += size;
        if (this.contents > MAX_SHARING * this.imageSize) {
            throw damageAt(path, `all files together are more than ${MAX_SHARING} times the image.`);
        }
        this.extents.addFile(path, start, size);
    }

    /** A continuation area: no byte of an image has to be read twice. */
    public continuation(size: number): void {
        this.continued += size;
        if (this.continued > this.imageSize) throw damage("continuation areas that are larger than the image.");
    }

    /** Once all are known: two extents are apart, or they are the same content of two files. */
    public checkOverlaps(): void {
        this.extents.checkOverlaps();
    }
}
