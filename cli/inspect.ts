import { networkLines } from "../provider/view/network/network-lines.ts";
import { networkViewOf } from "../provider/view/network/network-view-of.ts";
import { Digester } from "./digest.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { Output, printJson } from "./io/output.ts";
import { reportProblems } from "./io/report.ts";
import { nameOf } from "./io/source.ts";
import { printableLine, showJson } from "./io/text.ts";
import { type FoundDocument, findMetaData, findNetworkData } from "./meta-data.ts";
import { type Image, type ImageContents, type ImageFile, withImage } from "./open-image.ts";
import { type Version, versionOf, versionsIn } from "./versions.ts";

export interface InspectArguments {
    /** File, or `-`. */
    readonly image: string;
    /** Also lists the files of the versions beside `latest`. */
    readonly all?: boolean;
    readonly json?: boolean;
}

interface Entry {
    readonly path: string;
    readonly size: number;
    readonly sha256: string;
}

/** What is shown of an image, besides its metadata. */
interface Summary {
    readonly format: ImageContents["format"];
    readonly container: Image["container"];
    readonly label: string;
    readonly publisher: string;
    readonly size: number;
    readonly sha256: string;
    readonly names: ImageContents["names"];
    /** Lazy: the digests of all files at once would take megabytes. */
    readonly files: AsyncIterable<Entry>;
    readonly versions: readonly Version[];
    readonly directories: readonly string[];
    readonly others: readonly string[];
}

async function* entriesOf(files: Iterable<ImageFile>, digester: Digester): AsyncGenerator<Entry> {
    for (const file of files) yield { path: file.path, size: file.size, sha256: await digester.file(file) };
}

/** Real versions have a handful of files. */
const MAX_IN_VERSIONS = 1000;

const isInVersions = ({ path }: ImageFile): boolean => versionOf(path) !== undefined || /^[^/]+\/latest\//.test(path);

/** Compares the versions with `latest`. */
const findVersions = async (contents: ImageContents, digester: Digester): Promise<readonly Version[]> => {
    const files = contents.files.filter(isInVersions);
    if (files.length > MAX_IN_VERSIONS) return [];
    const digests = new Map<string, string>();
    for (const file of files) digests.set(file.path, await digester.file(file));
    return versionsIn(contents, digests);
};

const summarise = async ({ contents, container, file }: Image, name: string, digester: Digester): Promise<Summary> => ({
    format: contents.format,
    container,
    label: contents.label,
    publisher: contents.publisher,
    size: file.size,
    sha256: await digester.source(file, name),
    names: contents.names,
    files: entriesOf(contents.files, digester),
    versions: await findVersions(contents, digester),
    directories: contents.directories,
    others: contents.others,
});

/** Columns that the largest file size needs. */
const widthOf = ({ files }: ImageContents): number =>
    files.reduce((width, { size }) => Math.max(width, String(size).length), 4);

const nameIn = ({ path }: Version): string => path.slice(path.indexOf("/") + 1);

/** Which versions equal `latest`, and which files aren't listed, a line for each folder of versions. */
const versionLines = (versions: readonly Version[]): readonly string[] =>
    [...new Set(versions.map(({ path }) => path.slice(0, path.indexOf("/"))))].flatMap((folder) => {
        const own = versions.filter(({ path }) => path.startsWith(`${folder}/`));
        const equal = own.filter(({ equalsLatest }) => equalsLatest).map(nameIn);
        const others = own.filter(({ equalsLatest }) => !equalsLatest).map(nameIn);
        return [
            ...(equal.length > 0 ? [`${folder}/latest equals ${equal.join(", ")}`] : []),
            ...(others.length > 0
                ? [`${folder}/latest differs from ${others.join(", ")}; --all lists their files`]
                : []),
        ];
    });

/** Whether a path is listed: without `--all`, those of versions beside `latest` aren't. */
const listed = (versions: readonly Version[], all: boolean): ((path: string) => boolean) => {
    const hidden = new Set(all ? [] : versions.map(({ path }) => path));
    return (path) => !hidden.has(versionOf(path) ?? "");
};

class Listing {
    readonly #output: Output;
    readonly #width: number;

    public constructor(output: Output, width: number) {
        this.#output = output;
        this.#width = width;
    }

    public say(line: string): Promise<void> {
        return this.#output.add(`${printableLine(line)}\n`);
    }

    public entry(size: string, digest: string, path: string): Promise<void> {
        return this.say(`${size.padStart(this.#width)}  ${digest.padEnd(64)}  ${path}`);
    }
}

interface Shown {
    readonly contents: ImageContents;
    readonly summary: Summary;
    readonly metaData: FoundDocument | undefined;
    readonly networkData: FoundDocument | undefined;
    readonly all: boolean;
}

const printNetwork = async ({ path, value }: FoundDocument, listing: Listing): Promise<void> => {
    const network = networkViewOf(value);
    if (network === undefined) return;
    await listing.say("");
    await listing.say(`${path}:`);
    for (const line of networkLines(network)) await listing.say(`  ${line}`);
};

const printSummary = async (shown: Shown, digester: Digester, io: Io): Promise<void> => {
    const { contents, summary, metaData, networkData, all } = shown;
    const { format, container, label, size, sha256, versions, directories, others } = summary;
    const output = new Output(io);
    const listing = new Listing(output, widthOf(contents));
    await listing.say(`format  ${format}${container === undefined ? "" : ` in ${container}`}`);
    await listing.say(`label   ${label}`);
    await listing.say(`size    ${size}`);
    await listing.say(`sha256  ${sha256}`);
    await listing.say("");
    const isListed = listed(versions, all);
    const files = contents.files.filter(({ path }) => isListed(path));
    for await (const file of entriesOf(files, digester)) await listing.entry(String(file.size), file.sha256, file.path);
    for (const path of directories.filter(isListed)) await listing.entry("-", "directory", path);
    for (const path of others) await listing.entry("-", "neither file nor directory", path);
    if (versions.length > 0) await listing.say("");
    for (const line of versionLines(versions)) await listing.say(line);
    if (metaData !== undefined) {
        await listing.say("");
        await listing.say(`${metaData.path}:`);
        await output.add(showJson(metaData.value));
    }
    if (networkData !== undefined) await printNetwork(networkData, listing);
    await output.flush();
};

const show = async (
    image: Image,
    { image: path, all = false, json = false }: InspectArguments,
    io: Io,
): Promise<ExitCode> => {
    const { contents } = image;
    const found = [findMetaData(contents), findNetworkData(contents)];
    const [metaData, networkData] = found.map((each) => (each !== undefined && "value" in each ? each : undefined));
    const problems = found.filter((each) => each !== undefined && "reason" in each);
    const digester = new Digester(io, "inspect");
    const summary = await summarise(image, nameOf(path), digester);
    const ok = problems.length === 0;
    if (json) {
        const { container, ...shown } = summary;
        await printJson(
            { ok, problems, ...shown, container: container ?? null, metaData: metaData?.value ?? null },
            io,
        );
        return ok ? 0 : 1;
    }
    await printSummary({ contents, summary, metaData, networkData, all }, digester, io);
    reportProblems(io, problems, [], false);
    return ok ? 0 : 1;
};

/** `config-drive inspect`: shows an image's contents, without secrets. The image isn't trusted. */
export const inspect = async (args: InspectArguments, io: Io): Promise<ExitCode> => {
    const { image, json = false } = args;
    const onProblem = (problem: Parameters<typeof reportProblems>[1][number]): ExitCode => {
        reportProblems(io, [problem], [], json);
        return 1;
    };
    return await withImage(image, io, onProblem, (opened) => show(opened, args, io));
};
