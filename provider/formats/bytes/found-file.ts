/** A file of an image. Its content is cut out when it is asked for: tens of thousands of views would take megabytes. */
export class FoundFile {
    /** Names with `/` between them. */
    public readonly path: string;
    /** The image, or a copy of what was scattered over it. */
    private readonly source: Uint8Array;
    private readonly start: number;
    private readonly size: number;

    public constructor(path: string, source: Uint8Array, start: number, size: number) {
        this.path = path;
        this.source = source;
        this.start = start;
        this.size = size;
    }

    /** All bytes of the file; a part of the source. */
    public get content(): Uint8Array {
        return this.source.subarray(this.start, this.start + this.size);
    }
}
