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

/** Counts how often it has seen a text. */
class Occurrences {
    readonly #seen = new Map<string, number>();

    public of(text: string): number {
        return this.#seen.get(text) ?? 0;
    }

    /** How often it saw the text before. */
    public add(text: string): number {
        const count = this.of(text);
        this.#seen.set(text, count + 1);
        return count;
    }
}

/**
 * Things by their places, in order. Of several with a key, those that the other drive has too have the same place there;
 * the rest are matched by their number of occurrence.
 */
const byPlace = <T>(
    things: readonly T[],
    others: readonly T[],
    { key, content }: Identity<T>,
): ReadonlyMap<string, T> => {
    const wholeOf = (thing: T): string => JSON.stringify([key(thing), content(thing)]);
    const [elsewhere, wholes, keys] = [new Occurrences(), new Occurrences(), new Occurrences()];
    for (const other of others) elsewhere.add(wholeOf(other));
    return new Map(
        things.map((thing) => {
            const whole = wholeOf(thing);
            const count = wholes.add(whole);
            if (count < elsewhere.of(whole)) return [`equal ${count} ${whole}`, thing];
            return [`${keys.add(key(thing))} ${key(thing)}`, thing];
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
const paired = <T>(left: readonly T[], right: readonly T[], identity: Identity<T>): readonly Pair<T>[] => {
    const { content } = identity;
    const old = byPlace(left, right, identity);
    const next = byPlace(right, left, identity);
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
