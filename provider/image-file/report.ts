import { hash } from "node:crypto";
import { isBytes } from "../formats/entries/content.ts";
import type { BuiltDrive } from "../image/build.ts";
import { sourceOfBuilt } from "../image/built-source.ts";
import { openImage } from "../image/read.ts";
import type { Problem } from "../model/problem.ts";
import { renderPage } from "../page/page.ts";
import { findingsOf } from "../view/findings.ts";
import { readDrive } from "../view/read-drive.ts";
import { viewDrive } from "../view/view-drive.ts";

/** The file that an image is in. */
export interface Reported {
    readonly name: string;
    /** Empty if the image isn't in a container. */
    readonly container: string;
    readonly size: number;
    readonly sha256: string;
}

/** Documents, which are all that a view reads, are in memory. */
const leaveEmpty = (): void => undefined;

/** Tells equal files apart from others; files on disk aren't read. */
const digestsOf = ({ tree }: BuiltDrive): ReadonlyMap<string, string> =>
    new Map(
        tree.map(({ path, content }) => [path, isBytes(content) ? hash("sha256", content, "hex") : content.sha256]),
    );

/** The page that shows a drive, without its secrets. */
export const reportOf = (drive: BuiltDrive, file: Reported, warnings: readonly Problem[]): Uint8Array => {
    const contents = openImage(sourceOfBuilt(drive.image, leaveEmpty));
    const digests = digestsOf(drive);
    const read = readDrive({ contents, digests });
    const findings = findingsOf([], warnings);
    const view = viewDrive({ ...file, contents, digests, read, findings }, false);
    return new TextEncoder().encode(renderPage(view));
};
