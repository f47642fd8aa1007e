import { diffArrays } from "diff";
import type { PartView } from "../view/drive-view.ts";
import type { Pair } from "./compare.ts";

/** Tells whether two parts that differ are one part, which was changed. */
type IsSame = (old: PartView, next: PartView) => boolean;

const isOfKind: IsSame = (old, next) => old.kind.name === next.kind.name;
const isInPlace: IsSame = (old, next) => old.place === next.place;

/** From the surest to the least sure. */
const RULES: readonly IsSame[] = [(old, next) => isOfKind(old, next) && isInPlace(old, next), isOfKind, isInPlace];

const contentOf = ({ digest, kind, failure }: PartView): string => JSON.stringify([digest, kind.name, failure]);

/** Pairs the parts between two that are equal in both drives; those of the first alone come first. */
const changed = (old: readonly PartView[], next: readonly PartView[]): readonly Pair<PartView>[] => {
    const left = new Set(old);
    const before = new Map<PartView, PartView>();
    for (const isSame of RULES) {
        for (const part of next) {
            const found = before.has(part) ? undefined : [...left].find((each) => isSame(each, part));
            if (found === undefined) continue;
            left.delete(found);
            before.set(part, found);
        }
    }
    return [
        ...[...left].map((shown): Pair<PartView> => ({ mark: "removed", shown, before: undefined })),
        ...next.map((shown): Pair<PartView> => {
            const found = before.get(shown);
            return { mark: found === undefined ? "added" : "changed", shown, before: found };
        }),
    ];
};

/** The parts that only one drive has, since the last that both have. */
class Gap {
    #old: readonly PartView[] = [];
    #next: readonly PartView[] = [];

    public add(parts: readonly PartView[], isOld: boolean): void {
        if (isOld) this.#old = parts;
        else this.#next = parts;
    }

    public close(): readonly Pair<PartView>[] {
        const pairs = changed(this.#old, this.#next);
        [this.#old, this.#next] = [[], []];
        return pairs;
    }
}

/**
 * Pairs the parts of two drives. Equal ones in the same order are the same part, wherever they are: a place only counts
 * parts. The guest handles parts in their order, so one that moved was removed and added.
 */
export const pairParts = (left: readonly PartView[], right: readonly PartView[]): readonly Pair<PartView>[] => {
    const gap = new Gap();
    let [old, next] = [0, 0];
    const pairs = diffArrays(left.map(contentOf), right.map(contentOf)).flatMap(({ added, removed, count }) => {
        const ofLeft = left.slice(old, added ? old : old + count);
        const ofRight = right.slice(next, removed ? next : next + count);
        [old, next] = [old + ofLeft.length, next + ofRight.length];
        if (added || removed) {
            gap.add(removed ? ofLeft : ofRight, removed);
            return [];
        }
        return [
            ...gap.close(),
            ...ofRight.map((shown): Pair<PartView> => ({ mark: "same", shown, before: undefined })),
        ];
    });
    return [...pairs, ...gap.close()];
};
