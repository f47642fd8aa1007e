import type { DriveView } from "../view/drive-view.ts";
import { compare, type Identity, type Pair } from "./compare.ts";
import type { Limits } from "./limits.ts";

/** What a page is about: one drive, or two to compare. */
export interface Drives {
    readonly left: DriveView;
    readonly right: DriveView | undefined;
    readonly limits: Limits;
}

/** Something of the drive, or of both in pairs. */
export const pairs = <T>(
    { left, right }: Drives,
    take: (view: DriveView) => readonly T[],
    identity: Identity<T>,
): readonly Pair<T>[] => compare(take(left), right && take(right), identity);

/** The drive whose values are shown where one is shown: the second of two. */
export const shownDrive = ({ left, right }: Drives): DriveView => right ?? left;
