import { type Finding, ok, warn } from "./finding.ts";

/** Versions as libvirt encodes them: 9.0.0 is 9000000. Patch levels don't matter. */
export interface VersionRange {
    readonly oldest: number;
    readonly newest: number;
}

/** What each change is tested with; `docs/compatibility.md` lists the same. */
export const TESTED: Readonly<Record<"libvirt" | "QEMU", VersionRange>> = {
    libvirt: { oldest: 9_000_000, newest: 9_000_999 },
    QEMU: { oldest: 7_002_000, newest: 7_002_999 },
};

const partsOf = (version: number): readonly number[] => [
    Math.floor(version / 1_000_000),
    Math.floor(version / 1000) % 1000,
    version % 1000,
];

/** A version in the usual form. */
export const showVersion = (version: number): string => partsOf(version).join(".");

/** The same without the patch level. */
export const showMinor = (version: number): string => partsOf(version).slice(0, 2).join(".");

const showRange = ({ oldest, newest }: VersionRange): string =>
    [...new Set([oldest, newest].map(showMinor))].join(" to ");

/** Compares a version with the tested ones. */
export const judgeVersion = (about: keyof typeof TESTED, version: number): Finding => {
    const tested = TESTED[about];
    const range = showRange(tested);
    if (version < tested.oldest) return warn(about, `${showVersion(version)} is older than the tested ${range}`);
    if (version > tested.newest) return warn(about, `${showVersion(version)} is newer than the tested ${range}`);
    return ok(about, `${showVersion(version)}, tested`);
};
