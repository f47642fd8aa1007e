import { globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { Parser } from "htmlparser2";
import { ambiguousPages } from "./ambiguous.ts";

/** What a page refers to, and what others can refer to on it. */
interface Page {
    readonly references: readonly string[];
    readonly ids: ReadonlySet<string>;
}

const REFERRING = ["href", "src"];

const readPage = (html: string): Page => {
    const references: string[] = [];
    const ids = new Set<string>();
    const parser = new Parser({
        onopentag: (name, attributes) => {
            if (attributes["id"] !== undefined) ids.add(attributes["id"]);
            // A link to the page that another one prefers is an address on the web.
            if (name === "link" && attributes["rel"] === "canonical") return;
            for (const key of REFERRING) if (attributes[key] !== undefined) references.push(attributes[key]);
        },
    });
    parser.end(html);
    return { references, ids };
};

const SCHEME = /^[a-z][a-z+.-]*:|^\/\//i;

/** What fetches something by itself. A link that a reader follows isn't. */
const loadedFrom = (html: string): readonly string[] => {
    const found: string[] = [];
    const parser = new Parser({
        onopentag: (name, { src, href }) => {
            const loaded = name === "link" ? href : src;
            if (loaded !== undefined && SCHEME.test(loaded) && !loaded.startsWith("data:")) found.push(loaded);
        },
    });
    parser.end(html);
    return found;
};

/** The file that a server sends for an address, as GitHub Pages does: `/drive` is `drive.html`. */
const fileFor = (address: string, files: ReadonlySet<string>): string | undefined => {
    const path = decodeURIComponent(address).replace(/^\//, "");
    return [path, `${path}.html`, posix.join(path, "index.html")].find((each) => files.has(each));
};

const problemOf = (
    reference: string,
    page: string,
    base: string,
    files: ReadonlySet<string>,
    pages: ReadonlyMap<string, Page>,
): string | undefined => {
    if (SCHEME.test(reference) || reference === "#") return undefined;
    const [address = "", fragment = ""] = reference.split("#");
    const path = address === "" ? page : posix.resolve(`/${posix.dirname(page)}`, address.replace(/\?.*$/, ""));
    if (path !== page && address.startsWith("/") && !address.startsWith(base)) return "isn't on this site";
    const file = fileFor(address.startsWith("/") ? path.slice(base.length - 1) : path, files);
    if (file === undefined) return "doesn't exist";
    const target = pages.get(file);
    if (fragment === "" || target === undefined) return undefined;
    return target.ids.has(decodeURIComponent(fragment)) ? undefined : "has no such heading";
};

/**
 * Links of a built site that lead nowhere, to a page or to a heading, anything that it would load from elsewhere, and
 * pages whose name a folder has too.
 *
 * @param base The address of the site on its server, with a slash at both ends.
 */
export const siteProblems = (folder: string, base: string): readonly string[] => {
    const files = new Set(globSync("**/*.*", { cwd: folder }));
    const html = [...files].filter((file) => file.endsWith(".html")).toSorted();
    const texts = html.map((file) => [file, readFileSync(join(folder, file), "utf8")] as const);
    const pages = new Map(texts.map(([file, text]) => [file, readPage(text)]));
    const broken = [...pages].flatMap(([page, { references }]) =>
        [...new Set(references)].flatMap((reference) => {
            const problem = problemOf(reference, page, base, files, pages);
            return problem === undefined ? [] : [`${page}: ${reference} ${problem}`];
        }),
    );
    const loaded = texts.flatMap(([page, text]) => loadedFrom(text).map((address) => `${page}: loads ${address}`));
    const ambiguous = ambiguousPages([...files]).map((page) => `${page}: a folder has the same name`);
    return [...broken, ...loaded, ...ambiguous];
};
