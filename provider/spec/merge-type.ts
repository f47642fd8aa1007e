/** What each of cloud-init's mergers knows: MERGE_TYPES and the options in cloudinit/mergers/m_list.py, m_dict.py, m_str.py. */
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

/** Whether a part's `mergeType` is what cloud-init reads: string_extract_mergers in cloudinit/mergers/__init__.py. */
export const isMergeType = (text: string): boolean =>
    text.split("+").every((merger) => isMerger(merger.trim().toLowerCase().replaceAll("-", "_")));

/** Why a text is none; cloud-init drops the part for an unknown merger, and passes over an unknown option. */
export const NO_MERGE_TYPE =
    'must be mergers that cloud-init knows, with their options, such as "list(append)+dict(no_replace,recurse_list)+str()"';
