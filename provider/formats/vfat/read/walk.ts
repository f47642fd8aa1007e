import type { Untrusted } from "../../bytes/untrusted.ts";
import { Findings } from "../../entries/findings.ts";
import { fault } from "../error.ts";
import { nameProblem } from "../names.ts";
import type { FoundVolume } from "./boot-sector.ts";
import { Clusters } from "./clusters.ts";
import { entriesOf, type FoundEntry } from "./directory.ts";

interface Visit {
    readonly path: string;
    readonly cluster: number;
}

/** A walk through all directories, without recursion: an image decides its own depth. */
export class Walk {
    public readonly found: Findings = new Findings(fault);
    readonly #image: Untrusted;
    readonly #volume: FoundVolume;
    readonly #clusters: Clusters;
    readonly #pending: Visit[] = [];
    #label: string | undefined;

    public constructor(image: Untrusted, volume: FoundVolume) {
        this.#image = image;
        this.#volume = volume;
        this.#clusters = new Clusters(image, volume);
    }

    /** The root directory's label; undefined if it has none. */
    public get label(): string | undefined {
        return this.#label;
    }

    /** Visits everything below the root. */
    public run(): void {
        const { root } = this.#volume;
        const bytes =
            "cluster" in root
                ? this.#clusters.directory("", root.cluster)
                : this.#image.slice(root.offset, root.size, "the root directory");
        this.#visit("", bytes);
        for (let visit = this.#pending.pop(); visit !== undefined; visit = this.#pending.pop()) {
            this.#visit(visit.path, this.#clusters.directory(visit.path, visit.cluster));
        }
    }

    #visit(path: string, bytes: Uint8Array): void {
        for (const entry of entriesOf(bytes, this.#volume.type === "FAT32")) {
            if (entry.kind !== "label") this.#enter(path, entry);
            else if (path === "") this.#label ??= entry.name;
        }
    }

    #enter(parent: string, { kind, name, cluster, size }: FoundEntry): void {
        const path = this.found.admit(parent, name, nameProblem(name) === undefined);
        if (kind === "directory") {
            this.found.directories.push(path);
            this.#pending.push({ path, cluster });
        } else {
            this.found.files.push(this.#clusters.file(path, cluster, size));
        }
    }
}
