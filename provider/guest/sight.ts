import type { GuestMeans, GuestTool } from "../model/guest.ts";

/** What a tool said of one stage of a boot, in its own words. */
export interface StageReport {
    /** `init-local`, `init`, `modules-config`, `modules-final`; a plugin of cloudbase-init; a stage of Ignition. */
    readonly name: string;
    /** How long it took; absent while it runs, or if the tool doesn't say. */
    readonly seconds?: number | undefined;
    readonly errors: readonly string[];
    /** Recoverable errors, warnings and deprecations. */
    readonly warnings: readonly string[];
}

/**
 * How far a first boot is. `unseen`: nothing was learnt yet. `disabled`: the tool is switched off, or found no drive.
 * `failed`: it has finished with errors.
 */
export type Phase = "unseen" | "running" | "done" | "failed" | "disabled";

/**
 * Why a tool is off: somebody switched it off in the image, by a file, a kernel argument or the environment; or it found
 * no source of data, so it didn't see the drive or refused it.
 */
export type DisabledBy = "file" | "kernel-argument" | "environment" | "no-datasource";

/** What one look at a guest showed. Every text in it comes from the guest. */
export interface Sight {
    readonly phase: Phase;
    readonly by: GuestMeans;
    readonly tool?: GuestTool | undefined;
    /** Set if the phase is `disabled` and the reason is known. */
    readonly disabledBy?: DisabledBy | undefined;
    /** The stage that runs. */
    readonly stage?: string | undefined;
    readonly stages: readonly StageReport[];
    /** The instance id that the guest booted with. */
    readonly instanceId?: string | undefined;
    /** What the guest took its data from, `DataSourceConfigDrive [net,ver=2][source=/dev/sr0]`. */
    readonly datasource?: string | undefined;
    /** The kernel's id of this boot; on Windows, when the tool started. */
    readonly bootId?: string | undefined;
}

/** Files of a guest, as far as its agent lets them be read. */
export interface GuestFiles {
    /**
     * The first bytes of a file; undefined if it doesn't exist.
     *
     * @throws RouteClosed if files can't be read in this guest
     */
    readonly read: (path: string, maximum: number) => Promise<Uint8Array | undefined>;
    /**
     * The last bytes of a file, for logs that grow; undefined if it doesn't exist.
     *
     * @throws RouteClosed if files can't be read in this guest
     */
    readonly readEnd: (path: string, maximum: number) => Promise<Uint8Array | undefined>;
}

/** Commands that a guest's agent runs, without a shell. */
export interface GuestCommands {
    /**
     * What a command printed on its standard output, and its exit code unless a signal ended it; undefined if the
     * program doesn't exist. More than `maximum` bytes of output are cut off.
     *
     * @throws RouteClosed if commands can't be run in this guest
     */
    readonly run: (
        path: string,
        args: readonly string[],
        maximum: number,
    ) => Promise<{ readonly exitCode?: number; readonly output: string } | undefined>;
}
