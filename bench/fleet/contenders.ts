import type { YamlProgram } from "./yaml-program.ts";

/** One way to declare a fleet, to compare with the others. */
export interface Contender {
    readonly name: ContenderName;
    readonly title: string;
    /** A file in `programs/`, without its ending; one in YAML, written for each run; or the example of a fleet. */
    readonly program:
        | "drives"
        | "plugin-drives"
        | "no-ops"
        | "secret-no-ops"
        | "plugin-no-ops"
        | YamlProgram
        | "fleet-example"
        | "cloud-init-disks";
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
    | "stacks"
    | "plugin"
    | "plugin-pools"
    | "plugin-floor"
    | "yaml"
    | "yaml-pools"
    | "yaml-floor"
    | "peer";

/** All contenders, with that many hosts or pools for those that use several. */
export const contendersOn = (hosts: number, pools: number): readonly Contender[] => {
    const one = { hosts: 1, pools: 1, isAttached: false };
    const stored = { ...one, program: "drives" } as const;
    const attached = { ...stored, isAttached: true };
    const plugin = { ...attached, program: "plugin-drives" } as const;
    const yaml = { ...attached, program: "yaml-drives" } as const;
    return [
        { ...one, name: "floor", title: "no-op dynamic resources", program: "no-ops" },
        { ...one, name: "floor-secrets", title: "no-op resources with a drive's secrets", program: "secret-no-ops" },
        { ...stored, name: "stored", title: "drives, volume only, 1 host" },
        { ...stored, name: "stored-pools", title: `drives, volume only, 1 host with ${pools} pools`, pools },
        { ...stored, name: "stored-many", title: `drives, volume only, ${hosts} hosts`, hosts },
        { ...attached, name: "attached", title: "drives, attached, 1 host" },
        { ...attached, name: "attached-pools", title: `drives, attached, 1 host with ${pools} pools`, pools },
        { ...attached, name: "attached-many", title: `drives, attached, ${hosts} hosts`, hosts },
        {
            ...attached,
            name: "stacks",
            title: `drives, attached, a stack for each of ${hosts} hosts`,
            hosts,
            program: "fleet-example",
        },
        { ...plugin, name: "plugin", title: "plugin's drives, attached, 1 host" },
        { ...plugin, name: "plugin-pools", title: `plugin's drives, attached, 1 host with ${pools} pools`, pools },
        { ...one, name: "plugin-floor", title: "a no-op plugin's resources", program: "plugin-no-ops" },
        { ...yaml, name: "yaml", title: "plugin's drives in YAML, attached, 1 host" },
        { ...yaml, name: "yaml-pools", title: `plugin's drives in YAML, attached, 1 host with ${pools} pools`, pools },
        { ...one, name: "yaml-floor", title: "a no-op plugin's resources in YAML", program: "yaml-no-ops" },
        { ...one, name: "peer", title: "CloudInitDisks, 1 host", program: "cloud-init-disks" },
    ];
};
