/** A file on disk that becomes a part of an image. Writers only need its length; it is read when the image is stored. */
export class FileContent {
    /** Absolute path. */
    public readonly path: string;
    /** The path as the user wrote it, for messages. */
    public readonly name: string;
    /** Bytes. */
    public readonly length: number;
    /** Hex SHA-256 of the bytes. */
    public readonly sha256: string;

    public constructor({
        path,
        name,
        length,
        sha256,
    }: Readonly<Record<"path" | "name" | "sha256", string> & { length: number }>) {
        this.path = path;
        this.name = name;
        this.length = length;
        this.sha256 = sha256;
    }
}

/** The content of a file of an image. An image is a list of them. */
export type Content = Uint8Array | FileContent;

/** Whether a content is in memory. */
export const isBytes = (content: Content): content is Uint8Array => content instanceof Uint8Array;
