import { damage, damageAt } from "../error.ts";
import { nameProblem } from "../names.ts";
import type { FoundVolume } from "./boot-sector.ts";
import type { Untrusted } from "./bytes.ts";
import { Clusters } from "./clusters.ts";
import { entriesOf, type FoundEntry } from "./directory.ts";

/** What a walk found. */
export interface Found {
    /** The root directory's label; undefined where it has none. */
    label: string | undefined;
    readonly files: { readonly path: string; readonly content: Uint8Array }[];
    readonly directories: string[];
}

interface Visit {
    readonly path: string;
    readonly cluster: number;
}

/** Most entries of one image: more than any drive has, few enough to hold in memory. */
const MAX_ENTRIES = 65_536;
/** Most characters that all paths have together. */
const MAX_PATH_CHARACTERS = 8 * 1024 * 1024;
/** Linux's PATH_MAX. */
const MAX_PATH = 4095;

/** A walk through all directories, without recursion: images choose their own depth. */
export class Walk {
    public readonly found: Found = { label: undefined, files: [], directories: [] };
    private readonly image: Untrusted;
    private readonly volume: FoundVolume;
    private readonly clusters: Clusters;
    private readonly paths = new Set<string>();
    private readonly pending: Visit[] = [];
    private pathCharacters = 0;

    public constructor(image: Untrusted, volume: FoundVolume) {
        this.image = image;
        this.volume = volume;
        this.clusters = new Clusters(image, volume);
    }

    /** Visits everything below the root. */
    public run(): void {
        const { root } = this.volume;
        const bytes =
            "cluster" in root
                ? this.clusters.directory("", root.cluster)
                : this.image.slice(root.offset, root.size, "the root directory");
        this.visit("", bytes);
        for (let visit = this.pending.pop(); visit !== undefined; visit = this.pending.pop()) {
            this.visit(visit.path, this.clusters.directory(visit.path, visit.cluster));
        }
    }

    private visit(path: string, bytes: Uint8Array): void {
        for (const entry of entriesOf(bytes, this.volume.type === "FAT32")) {
            if (entry.kind !== "label") this.enter(path, entry);
            else if (path === "") this.found.label ??= entry.name;
        }
    }

    private enter(parent: string, { kind, name, cluster, size }: FoundEntry): void {
        const path = parent === "" ? name : `${parent}/${name}`;
        this.admit(path, name);
        if (kind === "directory") {
            this.found.directories.push(path);
            this.pending.push({ path, cluster });
        } else {
            this.found.files.push({ path, content: this.clusters.content(path, cluster, size) });
        }
    }

    private admit(path: string, name: string): void {
        if (nameProblem(name) !== undefined) throw damageAt(path, "a name that no file can have.");
        if (path.length > MAX_PATH) throw damageAt(path, `a path of more than ${MAX_PATH} characters.`);
        this.pathCharacters += path.length;
        if (this.paths.size >= MAX_ENTRIES || this.pathCharacters > MAX_PATH_CHARACTERS) {
            throw damage(`more than ${MAX_ENTRIES} entries, or paths of more than ${MAX_PATH_CHARACTERS} characters.`);
        }
        if (this.paths.has(path)) throw damageAt(path, "the path is there twice.");
        this.paths.add(path);
    }
}
