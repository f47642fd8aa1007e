import { join } from "node:path";
import { Application, type DeclarationReflection, TSConfigReader, TypeDocReader } from "typedoc";
import { SITE } from "../places.ts";
import { readSchema } from "../schema.ts";
import { PAGES, type Page, TYPES } from "./pages.ts";
import { type Context, sectionOf } from "./render.ts";

/** Reads the types and comments of the package's exports. Anything that TypeDoc warns of is an error. */
const readExports = async (root: string): Promise<readonly DeclarationReflection[]> => {
    const options = join(SITE, "typedoc.json");
    const app = await Application.bootstrap(
        { options, entryPoints: [join(root, "sdk", "index.ts")], tsconfig: join(root, "tsconfig.json") },
        [new TypeDocReader(), new TSConfigReader()],
    );
    const project = await app.convert();
    if (project === undefined) throw new Error("TypeDoc can't read the package's types");
    app.validate(project);
    if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc has warnings, see above");
    return project.children ?? [];
};

const pagesOf = (exported: readonly DeclarationReflection[]): readonly Page[] => {
    const placed = PAGES.flatMap(({ names }) => names);
    const missing = placed.filter((name) => !exported.some((each) => each.name === name));
    if (missing.length > 0) throw new Error(`the package doesn't export ${missing.join(", ")}`);
    const others = exported.map(({ name }) => name).filter((name) => !placed.includes(name));
    return [...PAGES, { ...TYPES, names: others.toSorted((one, other) => one.localeCompare(other)) }];
};

const contextOf = (pages: readonly Page[], root: string): Context => {
    const inputs = readSchema(root).resources["config-drive:index:ConfigDrive"]?.inputProperties ?? {};
    return {
        addressOf: (name) => {
            const found = pages.find(({ names }) => names.includes(name));
            if (found === undefined) return undefined;
            // The first name of a page is its title.
            const isTitle = found.names[0] === name && found.file !== TYPES.file;
            return isTitle ? `/reference/${found.file}` : `/reference/${found.file}#${name.toLowerCase()}`;
        },
        isInSchema: (argument) => Object.hasOwn(inputs, argument),
    };
};

const NOTE =
    "Every value can be an output or a promise. Types are TypeScript's; [other languages](/languages) have the same ones.";

const INDEX = [
    "# Reference",
    "Every argument with its default, its limits and an example, from the comments in the package's source. Editors show the\nsame.",
    NOTE,
];

/** The pages of the reference by file name. */
export const referencePages = async (root: string): Promise<ReadonlyMap<string, string>> => {
    const exported = await readExports(root);
    const pages = pagesOf(exported);
    const context = contextOf(pages, root);
    const textOf = ({ file, title, summary, names }: Page): string => {
        const sections = names.flatMap((name) => exported.filter((each) => each.name === name));
        return [
            `# ${title}`,
            ...(names.includes(title) || file === "arguments" ? [] : [summary]),
            ...sections.map((each) => sectionOf(each, context)),
        ].join("\n\n");
    };
    const list = pages.map(({ file, title, summary }) => `- [${title}](/reference/${file}): ${summary}`).join("\n");
    const errors = "- [Errors by code](/errors): what each message means and what to do.";
    return new Map([
        ["index.md", `${[...INDEX, `${list}\n${errors}`].join("\n\n")}\n`],
        ...pages.map((page) => [`${page.file}.md`, `${textOf(page)}\n`] as const),
    ]);
};
