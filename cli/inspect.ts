import { hash } from "node:crypto";
import type { ExitCode, Io } from "./io/io.ts";
import { Output, printJson } from "./io/output.ts";
import { reportProblems } from "./io/report.ts";
import { readSource } from "./io/source.ts";
import { printableLine, showJson } from "./io/text.ts";
import { type FoundMetaData, findMetaData } from "./meta-data.ts";
import { type ImageContents, openImage } from "./open-image.ts";

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
    /** Lazy: the digests of all files at once would take megabytes. */
    readonly files: Iterable<Entry>;
    readonly directories: readonly string[];
    readonly others: readonly string[];
}

/** Unlike createHash, allocates no object per file. */
const sha256 = (bytes: Uint8Array): string => hash("sha256", bytes, "hex");

function* entriesOf({ files }: ImageContents): Generator<Entry> {
    for (const { path, content } of files) yield { path, size: content.length, sha256: sha256(content) };
}

const summarise = (image: Uint8Array, contents: ImageContents): Summary => ({
    format: contents.format,
    label: contents.label,
    publisher: contents.publisher,
    size: image.length,
    sha256: sha256(image),
    names: contents.names,
    files: entriesOf(contents),
    directories: contents.directories,
    others: contents.others,
});

/** Columns that the largest file size needs. */
const widthOf = ({ files }: ImageContents): number =>
    files.reduce((width, { content }) => Math.max(width, String(content.length).length), 4);

const printSummary = async (
    summary: Summary,
    width: number,
    metaData: FoundMetaData | undefined,
    io: Io,
): Promise<void> => {
    const { format, label, size, sha256: digest, files, directories, others } = summary;
    const output = new Output(io);
    const say = (line: string): Promise<void> => output.add(`${printableLine(line)}\n`);
    await say(`format  ${format}`);
    await say(`label   ${label}`);
    await say(`size    ${size}`);
    await say(`sha256  ${digest}`);
    await say("");
    for (const { path, size: bytes, sha256: hex } of files)
        await say(`${String(bytes).padStart(width)}  ${hex}  ${path}`);
    for (const path of directories) await say(`${"-".padStart(width)}  ${"directory".padEnd(64)}  ${path}`);
    for (const path of others) await say(`${"-".padStart(width)}  ${"neither file nor directory".padEnd(64)}  ${path}`);
    if (metaData !== undefined) {
        await say("");
        await say(`${metaData.path}:`);
        await output.add(showJson(metaData.value));
    }
    await output.flush();
};

/** `config-drive inspect`: shows an image's contents, without secrets. The image isn't trusted. */
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
        await printJson({ ok, problems, ...summary, metaData: metaData?.value ?? null }, io);
        return ok ? 0 : 1;
    }
    await printSummary(summary, widthOf(opened.contents), metaData, io);
    reportProblems(io, problems, [], false);
    return problems.length === 0 ? 0 : 1;
};
