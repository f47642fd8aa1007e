import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** A page's text with other links, and the links to files that don't exist. */
export interface Linked {
    readonly text: string;
    readonly broken: readonly string[];
}

/**
 * Where a link to a file of the repository should lead; undefined makes the link plain text, and omits a picture, or a
 * link that only says where to read more.
 */
export type Destination = (path: string) => string | undefined;

/** Lines of pictures that GitHub or another site makes, such as badges: the site loads nothing from elsewhere. */
const BADGES = /^(?:\[?!\[[^\]]*\]\((?:https:|(?:\.\.\/){2})[^)]*\)(?:\]\([^)]*\))?\s*)+$\n*/gm;

/** Blocks and code spans, in which brackets are no links, or one link. */
const TOKEN =
    /^ *```[\s\S]*?^ *```$|(?<ticks>`+)(?:(?!\n\n)[\s\S])*?(?<!`)\k<ticks>(?!`)|(?<before>\s\(|:\s)?(?<picture>!?)(?<label>\[(?:`[^`\n]*`|[^\]`])*\])\((?<target>[^)\s]+)\)(?:(?<after>\))|(?<end>(?=\.))|)/gm;

type Groups = Readonly<Record<string, string | undefined>>;

/** Whether a link is all that stands in parentheses, or between a colon and the end of its sentence. */
const isAside = ({ before, after, end }: Groups): boolean =>
    before !== undefined && (before.endsWith("(") ? after : end) !== undefined;

/**
 * A page of the repository whose links to other files lead somewhere else. Links to other sites and to the page's own
 * headings stay, and badges are omitted.
 *
 * @param page The page's path in the repository.
 */
export const relinked = (text: string, page: string, root: string, destination: Destination): Linked => {
    const broken: string[] = [];
    const rewrite = (picture: string, label: string, target: string): string | undefined => {
        const [file = "", anchor] = target.split("#");
        const path = posix.normalize(posix.join(dirname(page), file)).replace(/\/$/, "");
        if (!existsSync(join(root, path))) broken.push(`${page}: links to ${target}, which doesn't exist`);
        const address = destination(path);
        if (address === undefined) return picture === "" ? undefined : "";
        return `${picture}${label}(${address}${anchor === undefined ? "" : `#${anchor}`})`;
    };
    const made = text.replaceAll(BADGES, "").replaceAll(TOKEN, (...match) => {
        const groups: Groups = match.at(-1);
        const { before = "", picture = "", label, target, after = "" } = groups;
        if (label === undefined || target === undefined || /^([a-z]+:|#)/.test(target)) return match[0];
        const link = rewrite(picture, label, target);
        if (link === undefined && isAside(groups)) return "";
        return `${before}${link ?? label.slice(1, -1)}${after}`;
    });
    return { text: made, broken };
};
