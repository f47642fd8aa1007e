import type { DomainHandle } from "../domain/read.ts";
import type { LibvirtClient } from "../libvirt/client.ts";
import type { GuestMeans } from "../model/guest.ts";
import type { Sight } from "./sight.ts";

/** A domain whose guest is watched. */
export interface GuestHandle extends DomainHandle {
    readonly warn: (warning: string) => void;
    /** Opens another connection to the host, for a console: its stream has a connection to itself. Closed afterwards. */
    readonly connectAnew: () => Promise<LibvirtClient>;
    /** Receives what each look shows, for a report stage by stage. The texts aren't scrubbed. */
    readonly seen?: (sight: Sight) => void;
}

/** What a guest is to take from its drive, and how that is seen. */
export interface Wanted {
    /** The instance id on the drive. Undefined accepts any. */
    readonly instanceId?: string | undefined;
    /** The host name on the drive, for `by: "hostName"`. Undefined accepts any. */
    readonly hostname?: string | undefined;
    /** Where the drive is in the live definition: found by its alias, otherwise by its target. */
    readonly drive: { readonly alias?: string | undefined; readonly target?: string | undefined };
    /** Only this means. @default the agent; without its channel the console, otherwise the reads of the drive */
    readonly by?: GuestMeans | undefined;
    readonly timeoutSeconds: number;
    readonly failOn: "error" | "degraded";
    /**
     * Whether the machine was started with the drive in it, so that its first boot is under way or over. Otherwise a
     * guest that has another instance id isn't a failure: it takes the drive at its next boot.
     */
    readonly isFresh: boolean;
    /** Texts that no message may contain, such as passwords on the drive. */
    readonly secrets: readonly string[];
}
