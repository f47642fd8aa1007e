import { createHash } from "node:crypto";
import { buildKnown } from "../../../provider/image/build.ts";
import { type ImageContents, readImage } from "../../../provider/image/read.ts";
import { wholeImage } from "../../../provider/image/write.ts";
import { showProblem } from "../../../provider/model/problem.ts";
import type { DriveView } from "../../../provider/view/drive-view.ts";
import { findInImage } from "../../../provider/view/findings.ts";
import { readDrive } from "../../../provider/view/read-drive.ts";
import type { OpenedImage } from "../../../provider/view/read-version.ts";
import { filesInView } from "../../../provider/view/tree.ts";
import { viewDrive } from "../../../provider/view/view-drive.ts";
import { joined } from "../../support/in-memory.ts";

const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The bytes of the image that inputs describe. */
export const imageOf = async (inputs: Readonly<Record<string, unknown>>): Promise<Uint8Array> => {
    const build = await buildKnown({ strictUserData: false, ...inputs }, UUID, []);
    if (build.kind === "drive") return new Uint8Array(joined(wholeImage(build.drive.image)));
    throw new Error(build.problems.map(showProblem).join("\n"));
};

/** An image with the digests of its files. */
export const opened = (bytes: Uint8Array): OpenedImage & { readonly contents: ImageContents } => {
    const contents = readImage(bytes);
    return { contents, digests: new Map(filesInView(contents).map(({ path, content }) => [path, sha256(content)])) };
};

/** The view of an image. */
export const viewOfImage = async (bytes: Uint8Array, withSecrets = false): Promise<DriveView> => {
    const image = opened(bytes);
    const read = readDrive(image);
    const findings = await findInImage(read);
    const file = { name: "drive.iso", container: "", size: bytes.length, sha256: sha256(bytes) };
    return viewDrive({ ...image, ...file, read, findings }, withSecrets);
};

/** The view of the image that inputs describe. */
export const viewOfInputs = async (
    inputs: Readonly<Record<string, unknown>>,
    withSecrets = false,
): Promise<DriveView> => await viewOfImage(await imageOf(inputs), withSecrets);
