import type { Source } from "../../formats/bytes/source.ts";

/** A file that has an image in it, by the name of its format. */
export type Container = "vhd" | "vmdk" | "base64+gzip";

/** What a file is, if it is a container: the image in it, or why it can't be read, as the reason of a problem. */
export type Unpacked =
    | { readonly kind: "image"; readonly container: Container; readonly source: Source }
    /** The image is another file in the same folder. */
    | { readonly kind: "sibling"; readonly container: Container; readonly name: string; readonly size: number }
    | { readonly kind: "problem"; readonly reason: string };

/** Makes the error for a container that can't be trusted. Its message is the reason. */
export class ContainerError extends Error {
    public override readonly name: string = "ContainerError";
}
