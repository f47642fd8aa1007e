/** How a first boot is seen: by the guest's agent, its host name alone, its console, or reads of the drive. */
export type GuestMeans = "agent" | "hostName" | "console" | "drive";

/** What a drive waits for: that its guest has done its first boot. */
export interface WaitForGuest {
    /** How long to wait, in seconds. @default 900 */
    readonly timeout?: number | undefined;
    /** How the first boot is seen. @default what the domain offers: the agent, the console, the reads of the drive */
    readonly by?: GuestMeans | undefined;
    /** What fails: errors alone, or also recoverable ones. @default "error" */
    readonly failOn?: "error" | "degraded" | undefined;
}

/** What made the guest's first boot. */
export type GuestTool = "cloud-init" | "cloudbase-init" | "Ignition";

/** What was seen of a guest's first boot with the drive. */
export interface GuestReport {
    /**
     * Done; done with recoverable errors; or not seen yet, because the machine is off, or takes the drive at its next
     * boot.
     */
    readonly status: "done" | "degraded" | "pending";
    /** How it was seen; absent while it is pending. */
    readonly by?: GuestMeans | undefined;
    /** The tool that reported it, if it could be asked. */
    readonly tool?: GuestTool | undefined;
}

/** What a drive's state says of its guest's first boot. */
export interface SeenGuest extends Omit<GuestReport, "status"> {
    /** As in a report, or `failed`: the last wait for a machine that was started with the drive ended with an error. */
    readonly status: GuestReport["status"] | "failed";
    /** UUID of the machine: another one can get its name. */
    readonly machine: string;
}

/** A wait with its defaults. */
export interface GuestWait extends WaitForGuest {
    readonly timeout: number;
    readonly failOn: "error" | "degraded";
}

/** How long a first boot may take. */
export const DEFAULT_WAIT_S = 900;

/** How to wait, as declared and with the defaults. */
export const waitOf = (declared: boolean | WaitForGuest): GuestWait => {
    const { timeout = DEFAULT_WAIT_S, by, failOn = "error" } = typeof declared === "boolean" ? {} : declared;
    return { timeout, failOn, ...(by !== undefined && { by }) };
};

/** Means that show the end of a first boot, not only its start. */
const SHOW_THE_END: readonly (GuestMeans | undefined)[] = ["agent", "console"];

/** Whether means show the end of a first boot, after which a guest doesn't need its drive any more. */
export const showsTheEnd = (by: GuestMeans | undefined): boolean => SHOW_THE_END.includes(by);

/** Whether something was seen of a first boot with the drive that is enough for a wait. */
export const isSeen = (guest: SeenGuest | undefined): guest is SeenGuest & { readonly status: "done" | "degraded" } =>
    guest?.status === "done" || guest?.status === "degraded";

/** Whether the end of a guest's first boot was seen. */
export const hasBooted = (guest: SeenGuest | undefined): boolean => isSeen(guest) && showsTheEnd(guest.by);
