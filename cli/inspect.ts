import { createHash } from "node:crypto";
import { type ImageContents, openImage } from "./image.ts";
import type { ExitCode, Io } from "./io.ts";
import { type FoundMetaData, findMetaData } from "./meta-data.ts";
import { reportProblems } from "./report.ts";
import { readSource } from "./source.ts";
import { printableLine, showJson } from "./text.ts";

export interface InspectArguments {
    /** File, or `-`. */
    readonly image: string;
    readonly json?: boolean;
}

interface Entry {
    readonly path: string;
    readonly size: number;
    readonly sha256: string;
}

interface Summary {
    readonly format: ImageContents["format"];
    readonly label: string;
    readonly publisher: string;
    readonly size: number;
    readonly sha256: string;
    readonly names: ImageContents["names"];
    readonly files: readonly Entry[];
    readonly directories: readonly string[];
    readonly others: readonly string[];
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const summarise = (image: Uint8Array, contents: ImageContents): Summary => ({
    format: contents.format,
    label: contents.label,
    publisher: contents.publisher,
    size: image.length,
    sha256: sha256(image),
    names: contents.names,
    files: contents.files.map(({ path, content }) => ({ path, size: content.length, sha256: sha256(content) })),
    directories: contents.directories,
    others: contents.others,
});

const printSummary = (summary: Summary, metaData: FoundMetaData | undefined, io: Io): void => {
    const { format, label, size, sha256: digest, files, directories, others } = summary;
    const say = (line: string): void => io.print(`${printableLine(line)}\n`);
    say(`format  ${format}`);
    say(`label   ${label}`);
    say(`size    ${size}`);
    say(`sha256  ${digest}`);
    say("");
    const width = Math.max(4, ...files.map((file) => String(file.size).length));
    for (const { path, size: bytes, sha256: hash } of files) say(`${String(bytes).padStart(width)}  ${hash}  ${path}`);
    for (const path of directories) say(`${"-".padStart(width)}  ${"directory".padEnd(64)}  ${path}`);
    for (const path of others) say(`${"-".padStart(width)}  ${"neither file nor directory".padEnd(64)}  ${path}`);
    if (metaData === undefined) return;
    say("");
    say(`${metaData.path}:`);
    io.print(showJson(metaData.value));
};

/** `config-drive inspect`: shows what is in an image, without secrets. The image isn't trusted. */
export const inspect = async ({ image, json = false }: InspectArguments, io: Io): Promise<ExitCode> => {
    const bytes = await readSource(image, io);
    const opened = openImage(bytes, image);
    if (!opened.ok) {
        reportProblems(io, [opened.problem], [], json);
        return 1;
    }
    const found = findMetaData(opened.contents);
    const [metaData, problems] = found !== undefined && "reason" in found ? [undefined, [found]] : [found, []];
    const summary = summarise(bytes, opened.contents);
    if (json) {
        const ok = problems.length === 0;
        io.print(showJson({ ok, problems, ...summary, metaData: metaData?.value ?? null }));
        return ok ? 0 : 1;
    }
    printSummary(summary, metaData, io);
    reportProblems(io, problems, [], false);
    return problems.length === 0 ? 0 : 1;
};
