/**
 * What a declaration means if it omits these. A copy of its own, since states rely on them for ever: a change of the
 * package's defaults must fail a test.
 */
export const DEFAULTS = {
    fixedVolume: false,
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    cache: "default",
    ejected: false,
    onChange: "swap",
    startDomain: false,
    waitForGuest: false,
    ejectAfterBoot: false,
    keepImage: true,
    verify: "size",
    triggers: "",
    timeouts: {},
};
