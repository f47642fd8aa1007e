import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addressIn, PICTURES } from "./addresses.ts";
import { drivesPage, writeDrives } from "./drives.ts";
import { withSections } from "./errors.ts";
import { galleryIndex, galleryOf, galleryProblems } from "./gallery/gallery.ts";
import { guidesIn, menuProblems } from "./guides.ts";
import { homePage } from "./home.ts";
import { relinked } from "./links.ts";
import { CONTENT, ROOT } from "./places.ts";
import { repositoryPage } from "./repository.ts";
import { foreignBlocks, readQuotable } from "./snippets.ts";

/** Pages of the repository's root, by their names on the site. */
const ROOT_PAGES: ReadonlyMap<string, string> = new Map([
    ["start.md", "README.md"],
    ["changelog.md", "CHANGELOG.md"],
    ["contributing.md", "CONTRIBUTING.md"],
    ["security.md", "SECURITY.md"],
]);

/** The pages that are files of the repository: by their names on the site, their paths in it. */
export const repositoryPages = (root: string): ReadonlyMap<string, string> =>
    new Map([...ROOT_PAGES, ...guidesIn(join(root, "docs")).map((name) => [`${name}.md`, `docs/${name}.md`] as const)]);

/** Pages for the site, and everything that's wrong with the sources of them. */
interface Staged {
    readonly pages: ReadonlyMap<string, string>;
    readonly problems: readonly string[];
}

const stagePages = (root: string): Staged => {
    const destination = addressIn(repositoryPage(root));
    const quotable = readQuotable(root);
    const staged = [...repositoryPages(root)].map(([name, path]) => {
        const source = readFileSync(join(root, path), "utf8");
        const { text, broken } = relinked(source, path, root, destination);
        const foreign = foreignBlocks(source, quotable).map(
            ({ line, language }) =>
                `${path}:${line}: the block in ${language} is no file of examples/ and no region of one`,
        );
        const shown = path === "docs/errors.md" ? withSections(text) : text;
        return { name, text: shown, problems: [...broken, ...foreign] };
    });
    const gallery = galleryOf(root);
    const examples = [...gallery.values()].flat().map(({ name, page }) => [`examples/${name}.md`, page] as const);
    return {
        pages: new Map([
            ...staged.map(({ name, text }) => [name, text] as const),
            ["index.md", homePage(root)],
            ["drives.md", drivesPage()],
            [
                "licence.md",
                `# Licence\n\n\`\`\`txt\n${readFileSync(join(root, "LICENSE"), "utf8").trimEnd()}\n\`\`\`\n`,
            ],
            ["examples/index.md", galleryIndex(gallery)],
            ...examples,
        ]),
        problems: [
            ...menuProblems(join(root, "docs")),
            ...galleryProblems(root),
            ...staged.flatMap(({ problems }) => problems),
        ],
    };
};

const writePages = (pages: ReadonlyMap<string, string>): void => {
    for (const [name, text] of pages) {
        const file = join(CONTENT, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
    }
};

/**
 * Writes the pages that come from files of the repository, again and again while somebody works on them.
 *
 * @returns What is wrong with these files.
 */
export const stageRepository = (): readonly string[] => {
    const { pages, problems } = stagePages(ROOT);
    writePages(pages);
    return problems;
};

/** Writes all pages into an empty folder; returns what is wrong with their sources. */
export const stageAll = async (): Promise<readonly string[]> => {
    rmSync(CONTENT, { recursive: true, force: true });
    const problems = stageRepository();
    if (problems.length > 0) return problems;
    // Loaded here, since a problem above should show before TypeDoc has read the sources.
    const { referencePages } = await import("./reference/reference.ts");
    const reference = await referencePages(ROOT);
    writePages(new Map([...reference].map(([name, text]) => [`reference/${name}`, text])));
    writeDrives(ROOT, join(CONTENT, "public", "shown"));
    cpSync(join(ROOT, "docs", "images"), join(CONTENT, "public", PICTURES), { recursive: true });
    return [];
};
