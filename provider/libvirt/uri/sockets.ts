import { choice } from "./parameters.ts";
import { unsupported } from "./refusal.ts";

/** The process's environment. A connection depends on `XDG_RUNTIME_DIR`, `XDG_CACHE_HOME` and `HOME`, among others. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where root's daemons listen: the current folder, and that of systems without `/run`. */
export const SYSTEM_FOLDERS: readonly string[] = ["/run/libvirt", "/var/run/libvirt"];

/** Names of the sockets to try. A modular virtqemud forwards storage calls to virtstoraged, so one socket is enough. */
export const socketNames = (
    uri: string,
    driver: string,
    parameters: ReadonlyMap<string, string>,
): readonly string[] => {
    const direct = driver === "qemu" ? ["virtqemud-sock"] : [];
    switch (choice(uri, parameters, "mode", ["auto", "direct", "legacy"])) {
        case "direct":
            return direct;
        case "legacy":
            return ["libvirt-sock"];
        default:
            return [...direct, "libvirt-sock"];
    }
};

/** Where a session daemon listens on this machine. */
export const sessionFolder = (uri: string, environment: Environment): string => {
    const { XDG_RUNTIME_DIR: runtime, XDG_CACHE_HOME: cache, HOME: home } = environment;
    if (runtime) return `${runtime}/libvirt`;
    if (cache) return `${cache}/libvirt`;
    if (home) return `${home}/.cache/libvirt`;
    throw unsupported(uri, "neither XDG_RUNTIME_DIR nor HOME is set to say where the session's socket is");
};
