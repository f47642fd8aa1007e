import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { LANGUAGES } from "../languages.ts";
import { withoutMarks } from "../snippets.ts";
import { DESCRIPTIONS, GROUPS } from "./list.ts";

/** A page of the gallery. */
export interface Example {
    /** The folder below `examples/`, which is also the end of the page's address. */
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly page: string;
}

const FENCES: ReadonlyMap<string, string> = new Map([
    [".ts", "ts"],
    [".py", "python"],
    [".go", "go"],
    [".java", "java"],
    [".cs", "csharp"],
    [".yaml", "yaml"],
    [".json", "json"],
    [".sh", "sh"],
    [".txt", "txt"],
    [".xml", "xml"],
    [".csproj", "xml"],
]);

/** Files that only tools read. */
const isShown = (path: string): boolean => !/(^|\/)(tsconfig\.json|go\.sum)$/.test(path);

/** The files of a folder of the examples, the program first. */
const filesIn = (root: string, folder: string): readonly string[] =>
    globSync("**/*.*", { cwd: join(root, "examples", folder), exclude: ["**/node_modules", "**/sdks"] })
        .filter(isShown)
        .toSorted(
            (one, other) =>
                Number(other.endsWith("index.ts")) - Number(one.endsWith("index.ts")) || one.localeCompare(other),
        );

const block = (root: string, folder: string, file: string, label: string): string => {
    const text = withoutMarks(readFileSync(join(root, "examples", folder, file), "utf8")).trimEnd();
    const [extension = ""] = /\.\w+$/.exec(file) ?? [];
    return `\`\`\`\`${FENCES.get(extension) ?? "txt"} [${label}]\n${text}\n\`\`\`\``;
};

const tabs = (blocks: readonly string[]): string => ["::: code-group", ...blocks, ":::"].join("\n\n");

/** What a project says of itself. */
const descriptionIn = (root: string, folder: string): string => {
    const [project] = globSync("Pulumi.yaml", { cwd: join(root, "examples", folder) });
    if (project === undefined) return "";
    const [, text = ""] =
        /^description: (.+)$/m.exec(readFileSync(join(root, "examples", folder, project), "utf8")) ?? [];
    return text;
};

/** The one program in all languages, each with the files that its language needs. */
const inLanguages = (root: string): string => {
    const programs = LANGUAGES.map(({ title, program }) => block(root, "languages", program, title));
    const others = LANGUAGES.map(({ title, program }) => {
        const folder = program.split("/")[0] ?? "";
        const files = filesIn(root, `languages/${folder}`).filter((file) => `${folder}/${file}` !== program);
        return files.length === 0
            ? ""
            : `### ${title}\n\n${tabs(files.map((file) => block(root, `languages/${folder}`, file, file)))}`;
    });
    return [tabs(programs), "## The other files", ...others.filter((text) => text !== "")].join("\n\n");
};

/** The projects below a folder: one page has all of them. */
const projectsIn = (root: string, folder: string): readonly string[] =>
    globSync("**/Pulumi.yaml", { cwd: join(root, "examples", folder) })
        .map((path) => dirname(path))
        .toSorted();

const project = (root: string, folder: string, nested: readonly string[]): string => {
    const isOwn = (file: string): boolean => !nested.some((other) => file.startsWith(`${other}/`));
    const files = filesIn(root, folder).filter(isOwn);
    return tabs(files.map((file) => block(root, folder, file, basename(file))));
};

const bodyOf = (root: string, name: string): string => {
    if (name === "languages") return inLanguages(root);
    const projects = projectsIn(root, name);
    const nested = projects.filter((folder) => folder !== ".");
    const own = nested.length === 0 || projects.includes(".") ? [project(root, name, nested)] : [];
    const below = nested.map((folder) => {
        const description = descriptionIn(root, `${name}/${folder}`);
        return [`## ${description.replace(/\.$/, "")}`, project(root, `${name}/${folder}`, [])].join("\n\n");
    });
    return [...own, ...below].join("\n\n");
};

/** The pages of the gallery, by the titles of their groups. */
export const galleryOf = (root: string): ReadonlyMap<string, readonly Example[]> =>
    new Map(
        [...GROUPS].map(([group, entries]) => [
            group,
            entries.map(([name, title]) => {
                const description = DESCRIPTIONS.get(name) ?? descriptionIn(root, name);
                return { name, title, description, page: `# ${title}\n\n${description}\n\n${bodyOf(root, name)}\n` };
            }),
        ]),
    );

/** The first page of the gallery: what there is. */
export const galleryIndex = (gallery: ReadonlyMap<string, readonly Example[]>): string =>
    [
        "# Examples",
        "Complete programs, which the tests run, compile or check. Each page shows the files of one.",
        ...[...gallery].flatMap(([group, examples]) => [
            `## ${group}`,
            examples
                .map(({ name, title, description }) => `- [${title}](/examples/${name}): ${description}`)
                .join("\n"),
        ]),
    ].join("\n\n");

/** Folders of the examples that the gallery doesn't have, and entries without a folder. */
export const galleryProblems = (root: string): readonly string[] => {
    const folders = globSync("*/", { cwd: join(root, "examples") }).map((path) => path.replace(/\/$/, ""));
    const listed = [...GROUPS.values()].flat().map(([name]) => name);
    return [
        ...folders
            .filter((name) => !listed.includes(name))
            .map((name) => `examples/${name}: not in the gallery; add it to site/build/gallery/list.ts`),
        ...listed
            .filter((name) => !folders.includes(name))
            .map((name) => `site/build/gallery/list.ts: the gallery has ${name}, but examples/${name} doesn't exist`),
    ];
};
