/** One way to declare a fleet, to compare with the others. */
export interface Contender {
    readonly name: ContenderName;
    readonly title: string;
    /** A file in `programs/`, without its ending. */
    readonly program: "drives" | "no-ops" | "secret-no-ops" | "cloud-init-disks";
    readonly hosts: number;
    /** Per host. */
    readonly pools: number;
    readonly isAttached: boolean;
}

/** The values of `--only`. */
export type ContenderName =
    | "floor"
    | "floor-secrets"
    | "stored"
    | "stored-pools"
    | "stored-many"
    | "attached"
    | "attached-pools"
    | "attached-many"
    | "peer";

/** All contenders, with that many hosts or pools for those that use several. */
export const contendersOn = (hosts: number, pools: number): readonly Contender[] => {
    const one = { hosts: 1, pools: 1, isAttached: false };
    const stored = { ...one, program: "drives" } as const;
    const attached = { ...stored, isAttached: true };
    return [
        { ...one, name: "floor", title: "no-op dynamic resources", program: "no-ops" },
        { ...one, name: "floor-secrets", title: "no-op resources with a drive's secrets", program: "secret-no-ops" },
        { ...stored, name: "stored", title: "drives, volume only, 1 host" },
        { ...stored, name: "stored-pools", title: `drives, volume only, 1 host with ${pools} pools`, pools },
        { ...stored, name: "stored-many", title: `drives, volume only, ${hosts} hosts`, hosts },
        { ...attached, name: "attached", title: "drives, attached, 1 host" },
        { ...attached, name: "attached-pools", title: `drives, attached, 1 host with ${pools} pools`, pools },
        { ...attached, name: "attached-many", title: `drives, attached, ${hosts} hosts`, hosts },
        { ...one, name: "peer", title: "CloudInitDisks, 1 host", program: "cloud-init-disks" },
    ];
};
