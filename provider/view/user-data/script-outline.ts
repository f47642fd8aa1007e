import { counted, ellipsis } from "./node.ts";

/** First lines that hold no secret: headers, and interpreters without arguments of their own. */
const HEADERS: readonly RegExp[] = [
    /^#!\s?\/(?:usr\/)?(?:local\/)?s?bin\/(?:env )?(?:sh|bash|dash|ash|ksh|zsh|perl|ruby|node|pwsh|python[23]?(?:\.\d{1,2})?)(?: -[eux]{1,3})?$/,
    /^#(?:ps1|ps1_sysnative|ps1_x86|cloud-config|cloud-config-archive|cloud-config-jsonp|cloud-boothook|part-handler|include|include-once)$/i,
    /^rem cmd$/i,
    /^## template: ?jinja$/i,
    /^<(?:powershell|script)>$/i,
];

/** Languages in which a line that starts with # is a comment. */
const COMMENTED: readonly string[] = ["bash", "yaml", "powershell", "ini"];

/** What can be shown of a text in any language: its headers, and its number of lines. */
export const textOutline = (text: string, language: string): readonly string[] => {
    const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
    const end = lines.findIndex((line) => !HEADERS.some((header) => header.test(line)));
    const headers = end === -1 ? lines : lines.slice(0, end);
    const rest = lines.length - headers.length;
    if (text === "" || rest === 0) return headers.filter((line) => line !== "");
    const note = ellipsis(counted(rest, "line"));
    return [...headers, COMMENTED.includes(language) ? `# ${note}` : note];
};
