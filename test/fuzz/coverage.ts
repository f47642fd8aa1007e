import { Session } from "node:inspector";

/** Which blocks of the readers are run, as V8 counts them. */
export class Coverage implements Disposable {
    private readonly session = new Session();
    private readonly seen = new Set<string>();

    public constructor() {
        this.session.connect();
        this.session.post("Profiler.enable");
        this.session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    }

    /** The blocks that were run since the last call and that nobody has told `note` of. */
    public takeNews(): readonly string[] {
        const news: string[] = [];
        this.session.post("Profiler.takePreciseCoverage", (error, { result }) => {
            if (error) throw error;
            const own = result.filter(({ url }) => url.includes("/provider/"));
            for (const { url, functions } of own) {
                for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges)) {
                    const block = `${url}:${startOffset}-${endOffset}`;
                    if (count > 0 && !this.seen.has(block)) news.push(block);
                }
            }
        });
        return news;
    }

    /** Blocks that are no news from here on. */
    public note(blocks: readonly string[]): void {
        for (const block of blocks) this.seen.add(block);
    }

    /** How many blocks are known. */
    public get size(): number {
        return this.seen.size;
    }

    public [Symbol.dispose](): void {
        this.session.disconnect();
    }
}
