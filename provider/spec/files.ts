import { z } from "zod";
import { type Content, FileContent } from "../formats/entries/content.ts";
import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { fileContent } from "./base64.ts";
import { isFull } from "./image.ts";
import { entriesOf, fieldOf } from "./json.ts";
import { showPath } from "./path.ts";
import { quote } from "./reason.ts";
import type { Rule } from "./rule.ts";
import type { Schemas } from "./schema.ts";

/** The files of the drive, by path. */
export interface FilesContent {
    readonly files: Readonly<Record<string, Content>> | undefined;
    readonly rootFiles: Readonly<Record<string, Content>> | undefined;
}

/** The schemas of the files. Their paths are keys, which the rules check. */
export const filesSchemas: Schemas<FilesContent> = {
    files: z.record(z.string(), fileContent).optional(),
    rootFiles: z.record(z.string(), fileContent).optional(),
};

/** OpenStack's limit for a guest path, in characters. */
const LONGEST_PATH = 255;

/** The limit for a name in Rock Ridge and in every guest, in bytes. */
const LONGEST_NAME = 255;

type Files = "files" | "rootFiles";

/** The first path as written, by its normal form. */
type Paths = ReadonlyMap<string, string>;

const namesOf = (path: string): readonly string[] => path.split("/").filter((name) => name !== "" && name !== ".");

const normal = (path: string): string => namesOf(path).join("/");

/** A rule that checks each path of the files, given all of them. */
const pathRule = (
    key: Files,
    reasonFor: (path: string, all: Paths, inputs: RawInputs) => string | undefined,
): Rule => ({
    severity: "error",
    find: (inputs) => {
        const paths = entriesOf(inputs[key]).map(([path]) => path);
        const all: Paths = new Map(paths.toReversed().map((path) => [normal(path), path]));
        return paths.flatMap((path): readonly Problem[] => {
            const reason = reasonFor(path, all, inputs);
            return reason === undefined ? [] : [{ path: showPath([key, path]), reason }];
        });
    },
});

const wrongName = (name: string): string | undefined => {
    if (name === "..") return 'must not have ".." in its path';
    return Buffer.byteLength(name) > LONGEST_NAME ? `has a name longer than ${LONGEST_NAME} bytes` : undefined;
};

const wrongGuestPath = (path: string): string | undefined => {
    if (!path.startsWith("/")) return "must be an absolute path in the guest, e.g. /etc/motd";
    if (path.includes("\0")) return "must not have a NUL in its path";
    if (path.length > LONGEST_PATH) return `has a path longer than ${LONGEST_PATH} characters`;
    const names = path.split("/");
    if (names.at(-1) === "" || names.at(-1) === ".") return "is the path of a directory; use the path of a file";
    return names.map(wrongName).find((reason) => reason !== undefined);
};

const wrongRootPath = (path: string): string | undefined => {
    if (path.startsWith("/")) return "must be a path inside the image, without a leading /";
    if (/\p{Cc}/u.test(path)) return "must not have control characters in its path";
    const names = path.replace(/\/$/, "").split("/");
    const reason = names.map(wrongName).find((reason) => reason !== undefined);
    if (reason !== undefined) return reason;
    return names.some((name) => name === "" || name === ".")
        ? 'must not have empty names or "." in its path'
        : undefined;
};

/** Whether a path means an empty directory instead of a file. */
const isDirectory = (path: string): boolean => path.endsWith("/");

const FILLED = "ends in /, which creates an empty directory, so its content must be empty";

const filledDirectory = (path: string, _: Paths, { rootFiles }: RawInputs): string | undefined => {
    if (!isDirectory(path)) return undefined;
    const file = fieldOf(rootFiles, path);
    if (file instanceof FileContent && file.length > 0) return FILLED;
    const content = fieldOf(file, "content") ?? fieldOf(file, "base64") ?? "";
    return content === "" || content === UNKNOWN || file === UNKNOWN ? undefined : FILLED;
};

const takenPath = (path: string, all: Paths): string | undefined => {
    const first = all.get(normal(path));
    return first === undefined || first === path ? undefined : `is the same file as ${quote(first)}`;
};

const underFile = (path: string, all: Paths): string | undefined => {
    const parents = namesOf(path).slice(0, -1);
    const file = parents
        .map((_, index) => all.get(parents.slice(0, index + 1).join("/")))
        .find((other) => other !== undefined && !isDirectory(other));
    return file === undefined ? undefined : `requires ${quote(file)} to be a directory, but it is a file`;
};

const reservedPath = (path: string, _: Paths, inputs: RawInputs): string | undefined => {
    // Windows and VFAT treat names that only differ in case as the same.
    const top = path.split("/")[0]?.toLowerCase();
    if (top === "openstack" && isFull(inputs)) {
        return "is in openstack/, which the drive generates; use another path, or set metadataVersions: [] to write openstack/ yourself";
    }
    const { ec2 } = inputs;
    const made = top === "ec2" && ec2 !== undefined && ec2 !== UNKNOWN && isFull(inputs);
    return made ? "is in ec2/, which the drive generates from the input ec2; use another path, or omit ec2" : undefined;
};

/** The rules about the paths of files. */
export const filesRules: readonly Rule[] = [
    pathRule("files", wrongGuestPath),
    pathRule("files", takenPath),
    pathRule("files", underFile),
    pathRule("rootFiles", wrongRootPath),
    pathRule("rootFiles", filledDirectory),
    pathRule("rootFiles", takenPath),
    pathRule("rootFiles", underFile),
    pathRule("rootFiles", reservedPath),
];
