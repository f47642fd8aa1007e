import { createHmac } from "node:crypto";
import { contentsOf } from "../../check/contents.ts";
import type { BuiltDrive } from "../../image/build.ts";
import { sha256Of } from "../../image/write.ts";
import type { State } from "../../model/state.ts";
import type { Declared } from "./declare.ts";
import type { FoundImage } from "./image.ts";

/** Whether a volume has the image that its declaration makes. */
export const isSame = ({ bytes }: FoundImage, { image }: BuiltDrive): boolean =>
    bytes.length >= image.size && sha256Of([bytes.subarray(0, image.used)]) === image.digest;

/** The files on a drive with another image than its declaration makes. A file is as secret as the declared one. */
const contentsOn = ({ drive }: FoundImage, { tree, spec }: BuiltDrive): State["contents"] => {
    const declared = new Map(tree.map((file) => [file.path, file]));
    const found = Array.from(drive.files, ([path, content]) => {
        const { holds = "secret", content: planned = undefined } = declared.get(path) ?? {};
        const isPlanned = planned instanceof Uint8Array && Buffer.compare(planned, content) === 0;
        return { path, content, holds: holds === "nothing" && !isPlanned ? ("secret" as const) : holds };
    });
    return contentsOf(found, spec.metaData.randomSeed);
};

/** What differs from a drive of this package with the same declaration: the next update replaces the image. */
export const foreignState = (image: FoundImage, { built, inputs }: Declared): Partial<State> => {
    const { bytes, drive } = image;
    const digest = sha256Of([bytes]);
    const uuid = drive.inputs["uuid"];
    const { randomSeed: seed } = built.spec.metaData;
    return {
        // Unlike the stored digest it isn't a secret, and the drive may have a password and nothing else unknown.
        imageDigest: seed === undefined ? digest : createHmac("sha256", seed).update(digest).digest("hex"),
        imageSize: bytes.length,
        contents: contentsOn(image, built),
        ...(typeof uuid === "string" && { instanceId: uuid }),
        ...(inputs.verify === "content" && { storedSize: bytes.length, storedDigest: digest }),
    };
};
