/** Each cloud-init merger's options: MERGE_TYPES and options in cloudinit/mergers/m_list.py, m_dict.py, m_str.py. */
const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
    [
        "list",
        ["append", "prepend", "replace", "no_replace", "recurse_dict", "recurse_list", "recurse_array", "recurse_str"],
    ],
    ["dict", ["replace", "no_replace", "allow_delete", "recurse_dict", "recurse_list", "recurse_array", "recurse_str"]],
    ["str", ["append"]],
]);

const isMerger = (text: string): boolean => {
    const [, name = "", list = ""] = /^([a-z]+)\(([^()]*)\)$/.exec(text) ?? [];
    const options = list.split(",").map((option) => option.trim());
    return options.every((option) => option === "" || OPTIONS.get(name)?.includes(option)) && OPTIONS.has(name);
};

/** Whether cloud-init can read a part's `mergeType`: string_extract_mergers in cloudinit/mergers/__init__.py. */
export const isMergeType = (text: string): boolean =>
    text.split("+").every((merger) => isMerger(merger.trim().toLowerCase().replaceAll("-", "_")));

/** The reason for any other text. cloud-init drops the part for an unknown merger, and ignores an unknown option. */
export const NO_MERGE_TYPE =
    'must be mergers and options that cloud-init recognises, e.g. "list(append)+dict(no_replace,recurse_list)+str()"';
