import { longEntryCount } from "./directory.ts";
import { refusal } from "./error.ts";
import { clusterSize, ENTRY_SIZE, FIRST_CLUSTER, type Geometry } from "./geometry.ts";
import { type Named, nameChildren } from "./names.ts";
import type { Run } from "./table.ts";
import type { Directory, File, Node } from "./tree.ts";

/** A directory whose place and entries are settled. The root has no clusters: it lies before them. */
export interface PlannedDirectory extends Run {
    readonly directory: Directory;
    readonly children: readonly Named[];
    /** Cluster of the directory that holds it; 0 is the root. */
    readonly parent: number;
    readonly entries: number;
}

/** A file with content whose place is settled. */
export interface PlannedFile extends Run {
    readonly file: File;
}

/** The places of everything: directories first, then the files, each in one piece. */
export interface Plan {
    readonly root: PlannedDirectory;
    /** All but the root, in the order of their clusters. */
    readonly directories: readonly PlannedDirectory[];
    /** In the order of their clusters; empty files have none and aren't here. */
    readonly files: readonly PlannedFile[];
    /** First cluster of a node; 0 for an empty file. */
    readonly clusterOf: (node: Node) => number;
}

/** What directories can hold (FAT specification: 2 MiB of entries). */
const MAX_ENTRIES = 65_536;

/** Entries of a name. */
const entriesOf = ({ node, isLong }: Named): number => 1 + (isLong ? longEntryCount(node.name) : 0);

/** Entries of a directory that has `own` ones besides its children's. */
const countEntries = (children: readonly Named[], own: number, limit: number, hint: string): number => {
    let entries = own;
    for (const named of children) {
        entries += entriesOf(named);
        if (entries > limit) {
            throw refusal(named.node.path, `no place in its directory, which holds ${limit} entries. ${hint}`);
        }
    }
    return entries;
};

class Planner {
    private readonly geometry: Geometry;
    private readonly clusters = new Map<Node, number>();
    private readonly directories: PlannedDirectory[] = [];
    private readonly contents: File[] = [];
    private next = FIRST_CLUSTER;

    public constructor(geometry: Geometry) {
        this.geometry = geometry;
    }

    public plan(directory: Directory): Plan {
        const children = nameChildren(directory.children);
        const hint = "Long names take an entry for every 13 characters; put some of the files into directories.";
        const entries = countEntries(children, 1, this.geometry.rootEntries, hint);
        this.planBelow(directory, 0);
        const files = this.contents.map((file) => ({ file, ...this.allot(file, file.content.length) }));
        return {
            root: { directory, children, parent: 0, entries, cluster: 0, clusters: 0 },
            directories: this.directories,
            files,
            clusterOf: (node) => this.clusters.get(node) ?? 0,
        };
    }

    private planBelow({ children }: Directory, parent: number): void {
        for (const node of children) {
            if (node.kind === "directory") this.planDirectory(node, parent);
            else if (node.content.length > 0) this.contents.push(node);
        }
    }

    private planDirectory(directory: Directory, parent: number): void {
        const children = nameChildren(directory.children);
        const entries = countEntries(children, 2, MAX_ENTRIES, "Spread the files over more directories.");
        const run = this.allot(directory, entries * ENTRY_SIZE);
        this.directories.push({ directory, children, parent, entries, ...run });
        this.planBelow(directory, run.cluster);
    }

    private allot(node: Node, size: number): Run {
        const run = { cluster: this.next, clusters: Math.ceil(size / clusterSize(this.geometry)) };
        this.next += run.clusters;
        if (this.next > FIRST_CLUSTER + this.geometry.clusters) {
            throw refusal(node.path, `no room for it in a file system of ${this.geometry.size} bytes. Make it larger.`);
        }
        this.clusters.set(node, run.cluster);
        return run;
    }
}

/** Finds a place for everything in a tree. Throws, naming the entry, when there is none. */
export const planTree = (root: Directory, geometry: Geometry): Plan => new Planner(geometry).plan(root);
