import type { ImageFormat, RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { quote, unknownKey, wrongType } from "../spec/reason.ts";

/** The kind of file for an image. */
export type FileFormat = ImageFormat | "vhd" | "vmdk";

/** Kinds of VMDK, by VMware's names. */
export type Subformat = "streamOptimized" | "monolithicFlat";

/** The checked options, with defaults. */
export interface FileOptions {
    readonly format: FileFormat;
    readonly subformat: Subformat;
    readonly fileSystem: ImageFormat;
    /** Not checked here: the content's rules do that. */
    readonly size: unknown;
    readonly directory: string;
    /** Whether a page that shows the drive is written too. */
    readonly report: boolean;
}

/** The valid options, and the problems with the others. */
export interface CheckedOptions {
    readonly options: FileOptions;
    readonly problems: readonly Problem[];
}

const FILE_SYSTEMS = ["iso9660", "vfat"] as const;
const FORMATS = [...FILE_SYSTEMS, "vhd", "vmdk"] as const;
const SUBFORMATS = ["streamOptimized", "monolithicFlat"] as const;
/** The options by name. */
export const FILE_OPTIONS: readonly string[] = ["format", "subformat", "fileSystem", "size", "directory", "report"];

const DEFAULT_DIRECTORY = ".config-drive";

const problem = (key: string, reason: string): Problem => ({ path: `options.${key}`, reason });

const words = (choices: readonly string[]): string => `one of ${choices.map(quote).join(", ")}`;

/** A value from a closed list, or a problem if it is something else. */
const choice = <T extends string>(
    options: RawInputs,
    key: string,
    choices: readonly T[],
): { readonly value: T | undefined; readonly problems: readonly Problem[] } => {
    const given = options[key];
    if (given === undefined) return { value: undefined, problems: [] };
    const value = choices.find((each) => each === given);
    if (value !== undefined) return { value, problems: [] };
    const reason = typeof given === "string" ? `must be ${words(choices)}` : wrongType(words(choices), given);
    return { value: undefined, problems: [problem(key, reason)] };
};

const checkDirectory = (directory: unknown): readonly Problem[] => {
    if (directory === undefined || (typeof directory === "string" && directory !== "")) return [];
    return [
        problem("directory", directory === "" ? "must be the path of a directory" : wrongType("a string", directory)),
    ];
};

const checkReport = (report: unknown): readonly Problem[] =>
    report === undefined || typeof report === "boolean" ? [] : [problem("report", wrongType("true or false", report))];

const isDisk = (format: FileFormat): boolean => format === "vhd" || format === "vmdk";

const misplaced = (raw: RawInputs, format: FileFormat): readonly Problem[] => [
    ...(raw["subformat"] !== undefined && format !== "vmdk"
        ? [problem("subformat", 'only applies to format "vmdk"; omit it')]
        : []),
    ...(raw["fileSystem"] !== undefined && !isDisk(format)
        ? [problem("fileSystem", `only applies to formats "vhd" and "vmdk"; "${format}" is a file system itself`)]
        : []),
];

/** Checks the options. `size` is checked with the content, by the rules for file systems. */
export const checkOptions = (raw: RawInputs): CheckedOptions => {
    const format = choice(raw, "format", FORMATS);
    const subformat = choice(raw, "subformat", SUBFORMATS);
    const fileSystem = choice(raw, "fileSystem", FILE_SYSTEMS);
    const { directory, report } = raw;
    const known: FileFormat = format.value ?? "iso9660";
    const problems = [
        ...Object.keys(raw)
            .filter((key) => !FILE_OPTIONS.includes(key))
            .map((key) => problem(key, unknownKey(key, FILE_OPTIONS))),
        ...[format, subformat, fileSystem].flatMap((each) => each.problems),
        ...checkDirectory(directory),
        ...checkReport(report),
        ...(format.problems.length === 0 ? misplaced(raw, known) : []),
    ];
    const options = {
        format: known,
        subformat: subformat.value ?? "streamOptimized",
        fileSystem: known === "iso9660" || known === "vfat" ? known : (fileSystem.value ?? "iso9660"),
        size: format.problems.length + fileSystem.problems.length === 0 ? raw["size"] : undefined,
        directory: typeof directory === "string" ? directory : DEFAULT_DIRECTORY,
        report: report === true,
    } as const;
    return { options, problems };
};
