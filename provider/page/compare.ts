/** How a thing of one drive stands to the other's: `none` if there is only one drive. */
export type Mark = "none" | "same" | "added" | "removed" | "changed";

/** A thing in one drive or in both. */
export interface Pair<T> {
    readonly mark: Mark;
    /** What to show if only one is shown: the second drive's, or the first's if only that has it. */
    readonly shown: T;
    /** The first drive's, if both have it and they differ. */
    readonly before: T | undefined;
}

/** How to tell things apart. */
export interface Identity<T> {
    /** What makes two things the same thing, e.g. a path. */
    readonly key: (thing: T) => string;
    /** What makes the same thing equal, e.g. a digest. */
    readonly content: (thing: T) => string;
}

/** Things by their keys, in order; those with an earlier thing's key get its number of occurrence. */
const byKey = <T>(things: readonly T[], key: (thing: T) => string): ReadonlyMap<string, T> => {
    const seen = new Map<string, number>();
    return new Map(
        things.map((thing) => {
            const own = key(thing);
            const count = seen.get(own) ?? 0;
            seen.set(own, count + 1);
            return [`${count} ${own}`, thing];
        }),
    );
};

/** Removed things by the key of the thing before them that is still there; those before all others by an empty key. */
const removedByPlace = <T>(old: ReadonlyMap<string, T>, next: ReadonlyMap<string, T>): ReadonlyMap<string, T[]> => {
    const places = new Map<string, T[]>();
    let place = "";
    for (const [key, thing] of old) {
        if (next.has(key)) place = key;
        else places.set(place, [...(places.get(place) ?? []), thing]);
    }
    return places;
};

/** Pairs the things of two drives, in the order of the second, with removed ones where they were. */
const paired = <T>(left: readonly T[], right: readonly T[], { key, content }: Identity<T>): readonly Pair<T>[] => {
    const old = byKey(left, key);
    const next = byKey(right, key);
    const places = removedByPlace(old, next);
    const removed = (place: string): readonly Pair<T>[] =>
        (places.get(place) ?? []).map((shown) => ({ mark: "removed", shown, before: undefined }));
    const one = (place: string, shown: T): Pair<T> => {
        const before = old.get(place);
        if (before === undefined) return { mark: "added", shown, before };
        if (content(before) === content(shown)) return { mark: "same", shown, before: undefined };
        return { mark: "changed", shown, before };
    };
    return [...removed(""), ...[...next].flatMap(([place, thing]) => [one(place, thing), ...removed(place)])];
};

/** The things of one drive, or of two in pairs. */
export const compare = <T>(
    left: readonly T[],
    right: readonly T[] | undefined,
    identity: Identity<T>,
): readonly Pair<T>[] =>
    right === undefined
        ? left.map((shown) => ({ mark: "none", shown, before: undefined }))
        : paired(left, right, identity);

/** Whether a pair differs. */
export const differs = ({ mark }: { readonly mark: Mark }): boolean => mark !== "none" && mark !== "same";
