/** A document whose secrets are hidden. */
export type OutlineNode =
    /** A value that is shown. */
    | { readonly kind: "value"; readonly value: string | number | boolean | null }
    /** A value that isn't, and what is known of it, e.g. `3 commands`; empty if nothing is. */
    | { readonly kind: "hidden"; readonly note: string }
    | { readonly kind: "list"; readonly items: readonly OutlineNode[] }
    | { readonly kind: "map"; readonly entries: readonly (readonly [key: string, node: OutlineNode])[] };

/** A value that is shown. */
export const shown = (value: string | number | boolean | null): OutlineNode => ({ kind: "value", value });

/** A value that isn't. */
export const hidden = (note = ""): OutlineNode => ({ kind: "hidden", note });

/** A number and what it counts, e.g. `1 command`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What takes the place of a hidden value. */
export const ellipsis = (note: string): string => (note === "" ? "…" : `… ${note}`);
