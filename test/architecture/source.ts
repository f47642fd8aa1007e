import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const FOLDERS = ["sdk", "plugin", "provider", "cli"];

/** One import statement, or one `import()`. */
export interface Import {
    readonly from: string;
    /** A file of the repository, or the name of a package. */
    readonly to: string;
    readonly typesOnly: boolean;
    /** Whether `import()` loads it, when it is needed. */
    readonly lazy: boolean;
}

/** The text of a file of the repository. */
export const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** Every source file of the product. */
export const files: readonly string[] = FOLDERS.flatMap((folder) =>
    globSync(`${folder}/**/*.ts`, { cwd: ROOT }),
).sort();

/** Statements only: the specifier of `import … from`, `export … from`, `import "…"` and `import("…")`. */
const STATEMENT =
    /^(?:import|export)\s+(?<type>type\s)?[^;]*?from\s+"(?<from>[^"]+)"|^import\s+"(?<bare>[^"]+)"|import\("(?<call>[^"]+)"\)/gm;

const importsOf = (file: string): readonly Import[] =>
    [...read(file).matchAll(STATEMENT)].map(({ groups = {} }) => {
        const specifier = groups["from"] ?? groups["bare"] ?? groups["call"] ?? "";
        const to = specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : specifier;
        return { from: file, to, typesOnly: groups["type"] !== undefined, lazy: groups["call"] !== undefined };
    });

/** Every import of the product, of types and by need too. */
export const imports: readonly Import[] = files.flatMap(importsOf);

/** Whether an import is of a file of the product. */
export const isOwnFile = ({ to }: Import): boolean => FOLDERS.some((folder) => to.startsWith(`${folder}/`));

/** An import for a failure's message. */
export const show = ({ from, to }: Import): string => `${from} → ${to}`;

/** A file's text without its comments. */
export const codeOf = (file: string): string => read(file).replace(/^\s*(\/\*\*[\s\S]*?\*\/|\/\/.*)$/gm, "");
