import type { Source } from "../../provider/formats/bytes/source.ts";
import type { KnownBuild } from "../../provider/image/build.ts";
import { sourceOfBuilt } from "../../provider/image/built-source.ts";
import { openImage } from "../../provider/image/read.ts";
import { wholeImage } from "../../provider/image/write.ts";
import type { Problem } from "../../provider/model/problem.ts";
import type { DriveView, Finding } from "../../provider/view/drive-view.ts";
import { findInImage, findingsOf } from "../../provider/view/findings.ts";
import { readDrive } from "../../provider/view/read-drive.ts";
import { filesInView } from "../../provider/view/tree.ts";
import { viewDrive, viewProblems } from "../../provider/view/view-drive.ts";
import { buildInputs } from "../build-inputs.ts";
import { Digester } from "../digest.ts";
import { fillFromFile } from "../fill-from-file.ts";
import { withImageOrInputs } from "../image-or-inputs.ts";
import type { ParsedInputs } from "../io/inputs.ts";
import type { Io } from "../io/io.ts";
import { type Image, withImageIn } from "../open-image.ts";
import { requireNoPart, requireOther } from "../require-other.ts";
import { buildRest } from "./build-rest.ts";

/** A drive to show, and what is wrong with it. */
export interface Viewed {
    /** Undefined if the image can't be read. */
    readonly view: DriveView | undefined;
    /** What makes the command fail. */
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

/** How a drive is viewed. */
export interface Viewing {
    readonly io: Io;
    /** The drive's name in the view. */
    readonly name: string;
    readonly withSecrets: boolean;
    /** Where the page goes: not to a file that is read here. */
    readonly output: string;
}

interface Found {
    readonly findings: readonly Finding[];
    readonly problems: readonly Problem[];
}

const digestsOf = async ({ contents }: Image, digester: Digester): Promise<ReadonlyMap<string, string>> => {
    const digests = new Map<string, string>();
    for (const file of filesInView(contents)) digests.set(file.path, await digester.file(file));
    return digests;
};

/** @param found What was found in the inputs; an image is checked here. */
const viewImage = async (
    image: Image,
    { io, name, withSecrets }: Viewing,
    found?: Found,
): Promise<Viewed & { readonly view: DriveView }> => {
    const { contents, container = "", file } = image;
    const digester = new Digester(io, "show");
    const digests = await digestsOf(image, digester);
    const sha256 = await digester.source(file, name);
    const read = readDrive({ contents, digests });
    const findings = found?.findings ?? (await findInImage(read));
    const isRest = found !== undefined && found.problems.length > 0;
    const opened = { isRest, name, contents, digests, container, size: file.size, sha256, read, findings };
    return { view: viewDrive(opened, withSecrets), problems: found?.problems ?? read.problems, warnings: [] };
};

const viewFile = (source: Source, path: string, viewing: Viewing): Promise<Viewed> =>
    withImageIn<Viewed>(
        source,
        path,
        viewing.io,
        (problem) => ({ view: undefined, problems: [problem], warnings: [] }),
        async (image) => {
            const { output, io } = viewing;
            if (image.disk !== undefined) await requireOther(image.disk, output, "the disk of the image", io);
            return await viewImage(image, viewing);
        },
    );

const viewBuilt = async (
    build: KnownBuild & { readonly kind: "drive" },
    viewing: Viewing,
    found: Found,
): Promise<DriveView> => {
    const { image } = build.drive;
    await requireNoPart(wholeImage(image), viewing.output, viewing.io);
    const file = sourceOfBuilt(image, fillFromFile);
    const { view } = await viewImage({ contents: openImage(file), file, container: undefined }, viewing, found);
    return view;
};

const viewInputs = async (parsed: ParsedInputs, viewing: Viewing): Promise<Viewed> => {
    const build = await buildInputs(parsed);
    const { warnings } = build;
    const problems = build.kind === "problems" ? build.problems : [];
    const findings = findingsOf(problems, warnings);
    const rest = build.kind === "drive" ? build : await buildRest(parsed, problems);
    const view =
        rest === undefined
            ? viewProblems(viewing.name, findings, viewing.withSecrets)
            : await viewBuilt(rest, viewing, { findings, problems });
    return { view, problems, warnings };
};

/**
 * The view of an image, or of the image that inputs describe. Inputs with problems are shown as far as they can be built.
 */
export const viewOf = (path: string, viewing: Viewing): Promise<Viewed> =>
    withImageOrInputs<Viewed>(path, viewing.io, {
        image: (source) => viewFile(source, path, viewing),
        inputs: (parsed) => viewInputs(parsed, viewing),
    });
