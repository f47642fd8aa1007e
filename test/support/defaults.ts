/**
 * What a declaration means where it leaves these out; in words of its own, since states rely on it for ever and a change
 * of the package's must not pass.
 */
export const DEFAULTS = {
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    ejected: false,
    onChange: "swap",
    startDomain: false,
    verify: "size",
    timeouts: {},
};
