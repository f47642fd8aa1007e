/** The headers of a message or part: the first value of each, by its name in lower case. */
export type Headers = ReadonlyMap<string, string>;

/** Headers with the lines that continue them. */
const unfold = (lines: readonly string[]): readonly string[] => lines.join("").split(/(?<=[\r\n])(?![ \t\n])/);

/** `_parse_headers` of Python's email/feedparser.py, with the policy compat32. */
export const readHeaders = (lines: readonly string[]): Headers => {
    const headers = new Map<string, string>();
    for (const line of unfold(lines)) {
        const [name = "", ...value] = line.split(":");
        const key = name.toLowerCase();
        if (key === "" || /^(?:From |[ \t])/.test(line) || headers.has(key)) continue;
        headers.set(key, value.join(":").replace(/^[ \t]+|[\r\n]+$/g, ""));
    }
    return headers;
};

const count = (text: string, part: string): number => text.split(part).length - 1;

/** `_parseparam` of email/message.py: splits at semicolons outside quotes. */
const splitParameters = (value: string): readonly string[] => {
    const parts: string[] = [];
    let rest = `;${value}`;
    while (rest.startsWith(";")) {
        rest = rest.slice(1);
        let end = rest.indexOf(";");
        while (end > 0) {
            const before = rest.slice(0, end);
            if ((count(before, '"') - count(before, '\\"')) % 2 === 0) break;
            end = rest.indexOf(";", end + 1);
        }
        const part = end < 0 ? rest : rest.slice(0, end);
        parts.push(part);
        rest = rest.slice(part.length);
    }
    return parts;
};

/** `unquote` of email/utils.py. */
const unquote = (text: string): string => {
    if (text.length < 2) return text;
    if (text.startsWith('"') && text.endsWith('"')) {
        return text.slice(1, -1).replaceAll("\\\\", "\\").replaceAll('\\"', '"');
    }
    return text.startsWith("<") && text.endsWith(">") ? text.slice(1, -1) : text;
};

/** `get_content_type` of email/message.py. */
export const contentTypeOf = (headers: Headers, byDefault: string): string => {
    const value = headers.get("content-type");
    if (value === undefined) return byDefault;
    const type = (value.split(";")[0] ?? "").trim().toLowerCase();
    return count(type, "/") === 1 ? type : "text/plain";
};

/** More parameters than any message has: splitting them takes time that grows with the square of their length. */
const LONGEST_VALUE = 4096;

/** `get_boundary` of email/message.py; parameters in RFC 2231's form aren't read. */
export const boundaryOf = (headers: Headers): string | undefined => {
    const value = (headers.get("content-type") ?? "").slice(0, LONGEST_VALUE);
    for (const parameter of splitParameters(value)) {
        const at = parameter.indexOf("=");
        if ((at < 0 ? parameter : parameter.slice(0, at)).trim().toLowerCase() !== "boundary") continue;
        return unquote((at < 0 ? "" : parameter.slice(at + 1)).trim()).trimEnd();
    }
    return undefined;
};
