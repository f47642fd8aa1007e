/** One way to have a fleet, which the others are compared with. */
export interface Contender {
    readonly name: ContenderName;
    readonly title: string;
    /** A file of `programs/`, without its ending. */
    readonly program: "drives" | "no-ops" | "cloud-init-disks";
    readonly hosts: number;
    readonly isAttached: boolean;
}

/** What `--only` takes. */
export type ContenderName = "floor" | "stored" | "stored-many" | "attached" | "attached-many" | "peer";

/** All of them; with several hosts, as many as given. */
export const contendersOn = (hosts: number): readonly Contender[] => {
    const drives = { program: "drives" } as const;
    return [
        { name: "floor", title: "no-op dynamic resources", program: "no-ops", hosts: 1, isAttached: false },
        { ...drives, name: "stored", title: "drives, volume only, 1 host", hosts: 1, isAttached: false },
        { ...drives, name: "stored-many", title: `drives, volume only, ${hosts} hosts`, hosts, isAttached: false },
        { ...drives, name: "attached", title: "drives, attached, 1 host", hosts: 1, isAttached: true },
        { ...drives, name: "attached-many", title: `drives, attached, ${hosts} hosts`, hosts, isAttached: true },
        { name: "peer", title: "CloudInitDisks, 1 host", program: "cloud-init-disks", hosts: 1, isAttached: false },
    ];
};
