import type { FoundFile } from "../../bytes/found-file.ts";
import { MAX_ENTRIES, MAX_PATH, MAX_PATH_CHARACTERS } from "../../bytes/limits.ts";
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
    readonly files: FoundFile[];
    readonly directories: string[];
}

interface Visit {
    readonly path: string;
    readonly cluster: number;
}

/** A walk through all directories, without recursion: images choose their own depth. */
export class Walk {
    public readonly found: Found = { label: undefined, files: [], directories: [] };
    private readonly image: Untrusted;
    private readonly volume: FoundVolume;
    private readonly clusters: Clusters;
    private readonly pending: Visit[] = [];
    private entries = 0;
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
            this.found.files.push(this.clusters.file(path, cluster, size));
        }
    }

    private admit(path: string, name: string): void {
        // For the expression V8 makes one string of the parts that the path was put together from, and they can go.
        if (nameProblem(name) !== undefined || /\0/.test(path)) throw damageAt(path, "a name that no file can have.");
        if (path.length > MAX_PATH) throw damageAt(path, `a path of more than ${MAX_PATH} characters.`);
        this.entries += 1;
        this.pathCharacters += path.length;
        if (this.entries > MAX_ENTRIES || this.pathCharacters > MAX_PATH_CHARACTERS) {
            throw damage(`more than ${MAX_ENTRIES} entries, or paths of more than ${MAX_PATH_CHARACTERS} characters.`);
        }
    }
}
