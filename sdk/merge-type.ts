/** What becomes of a value that an earlier part of the user data has under the same keys. */
export interface MergeTypeArgs {
    /**
     * Lists: the new elements come behind the old ones or before them, or the old list stays.
     *
     * @default "append"
     */
    readonly lists?: "append" | "prepend" | "keep" | undefined;
    /**
     * Strings: the new one takes the place of the old, or comes behind it, or the old one stays.
     *
     * @default "replace"
     */
    readonly texts?: "replace" | "append" | "keep" | undefined;
}

/**
 * How cloud-init merges a part of the user data into those before it: the part's `mergeType`. Objects are merged key by
 * key, at any depth; of numbers and truth values the earlier one stays. Without a `mergeType` each key of a later part
 * takes the place of the same key of an earlier one, with all that is below it.
 *
 * cloud-init's own words have traps: `list(append)` alone appends nothing, since its `dict()` keeps what is there.
 *
 * @example
 * const append = mergeType({ lists: "append" }); // "list(append)+dict(no_replace,recurse_list,recurse_str)+str()"
 * const userData = [{ content: base }, { content: "#cloud-config\npackages: [jq]\n", mergeType: append }];
 */
export const mergeType = ({ lists = "append", texts = "replace" }: MergeTypeArgs): string => {
    const dict = [
        "no_replace",
        ...(lists === "keep" ? [] : ["recurse_list"]),
        ...(texts === "keep" ? [] : ["recurse_str"]),
    ];
    const list = lists === "keep" ? "" : lists;
    return `list(${list})+dict(${dict.join(",")})+str(${texts === "append" ? texts : ""})`;
};
