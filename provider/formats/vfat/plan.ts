import { type Named, nameChildren } from "./aliases.ts";
import { longEntryCount } from "./directory.ts";
import { fault } from "./error.ts";
import { clusterSize, ENTRY_SIZE, FIRST_CLUSTER, type Geometry } from "./geometry.ts";
import type { Run } from "./table.ts";
import type { Directory, File, Node } from "./tree.ts";

/** A directory with its place and its entries. The root has no clusters: it precedes them. */
export interface PlannedDirectory extends Run {
    readonly directory: Directory;
    readonly children: readonly Named[];
    /** Cluster of its parent directory; 0 is the root. */
    readonly parent: number;
    readonly entries: number;
}

/** A non-empty file with its place. */
export interface PlannedFile extends Run {
    readonly file: File;
}

/** Where everything goes: directories first, then the files, none of them fragmented. */
export interface Plan {
    readonly root: PlannedDirectory;
    /** All but the root, in the order of their clusters. */
    readonly directories: readonly PlannedDirectory[];
    /** In the order of their clusters; without empty files, which have none. */
    readonly files: readonly PlannedFile[];
    /** First cluster of a node; 0 for an empty file. */
    readonly clusterOf: (node: Node) => number;
}

/** Most entries of a directory (FAT specification: 2 MiB). */
const MAX_ENTRIES = 65_536;

/** Entries of a name. */
const entriesOf = ({ node, isLong }: Named): number => 1 + (isLong ? longEntryCount(node.name) : 0);

/** Entries of a directory with `own` ones besides its children's. */
const countEntries = (children: readonly Named[], own: number, limit: number, hint: string): number => {
    let entries = own;
    for (const named of children) {
        entries += entriesOf(named);
        if (entries > limit) {
            throw fault.writeAt(named.node.path, `its directory is full: the limit is ${limit} entries. ${hint}`);
        }
    }
    return entries;
};

class Planner {
    readonly #geometry: Geometry;
    readonly #clusters = new Map<Node, number>();
    readonly #directories: PlannedDirectory[] = [];
    readonly #contents: File[] = [];
    #next = FIRST_CLUSTER;

    public constructor(geometry: Geometry) {
        this.#geometry = geometry;
    }

    public plan(directory: Directory): Plan {
        const children = nameChildren(directory.children);
        const hint = "Long names take one entry per 13 characters; move some of the files into directories.";
        const entries = countEntries(children, 1, this.#geometry.rootEntries, hint);
        this.#planBelow(directory, 0);
        const files = this.#contents.map((file) => ({ file, ...this.#allot(file, file.content.length) }));
        return {
            root: { directory, children, parent: 0, entries, cluster: 0, clusters: 0 },
            directories: this.#directories,
            files,
            clusterOf: (node) => this.#clusters.get(node) ?? 0,
        };
    }

    #planBelow({ children }: Directory, parent: number): void {
        for (const node of children) {
            if (node.kind === "directory") this.#planDirectory(node, parent);
            else if (node.content.length > 0) this.#contents.push(node);
        }
    }

    #planDirectory(directory: Directory, parent: number): void {
        const children = nameChildren(directory.children);
        const entries = countEntries(children, 2, MAX_ENTRIES, "Spread the files over more directories.");
        const run = this.#allot(directory, entries * ENTRY_SIZE);
        this.#directories.push({ directory, children, parent, entries, ...run });
        this.#planBelow(directory, run.cluster);
    }

    #allot(node: Node, size: number): Run {
        const run = { cluster: this.#next, clusters: Math.ceil(size / clusterSize(this.#geometry)) };
        this.#next += run.clusters;
        if (this.#next > FIRST_CLUSTER + this.#geometry.clusters) {
            throw fault.writeAt(
                node.path,
                `it doesn't fit into a file system of ${this.#geometry.size} bytes. Set a larger \`size\`.`,
            );
        }
        this.#clusters.set(node, run.cluster);
        return run;
    }
}

/** Finds a place for everything in a tree. Throws, with the entry's path, if it doesn't fit. */
export const planTree = (root: Directory, geometry: Geometry): Plan => new Planner(geometry).plan(root);
