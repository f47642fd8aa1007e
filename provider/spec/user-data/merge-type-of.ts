/** What happens to a value that an earlier part of the user data has under the same keys. */
export interface MergeTypeArgs {
    /**
     * Lists: append the new elements to the old ones, prepend them, or keep the old list.
     *
     * @default "append"
     */
    readonly lists?: "append" | "prepend" | "keep" | undefined;
    /**
     * Strings: replace the old one by the new one, append the new one to it, or keep the old one.
     *
     * @default "replace"
     */
    readonly texts?: "replace" | "append" | "keep" | undefined;
}

/**
 * How cloud-init merges a part of the user data into the earlier ones: the part's `mergeType`. Objects are merged key
 * by key, at any depth; numbers and booleans keep the earlier value. Without a `mergeType`, each key of a later part
 * replaces the same key of an earlier one, including everything below it.
 *
 * cloud-init's own syntax has traps: `list(append)` alone appends nothing, since its default `dict()` keeps old values.
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
