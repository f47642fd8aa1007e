/** A file of an image. Its content is cut out when it is asked for: tens of thousands of views would take megabytes. */
export class FoundFile {
    /** Names with `/` between them. */
    public readonly path: string;
    private readonly image: Uint8Array;
    private readonly start: number;
    private readonly size: number;

    public constructor(path: string, image: Uint8Array, start: number, size: number) {
        this.path = path;
        this.image = image;
        this.start = start;
        this.size = size;
    }

    /** A part of the image, not a copy. */
    public get content(): Uint8Array {
        return this.image.subarray(this.start, this.start + this.size);
    }
}
