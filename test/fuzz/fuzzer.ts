import type { Coverage } from "./coverage.ts";
import type { Random } from "./random.ts";

/** What is tried, and with what. */
export interface Subject<Input> {
    /** What is tried first, and changed from then on. */
    readonly start: readonly Input[];
    /** The input with some more wrong with it. */
    readonly mutate: (input: Input) => Input;
    /** Tries an input. Throws what is wrong with what is tried; gives what it said. */
    readonly probe: (input: Input) => string | Promise<string>;
    /** The input as a line of a corpus. */
    readonly lineOf: (input: Input) => string;
    /** How many inputs are tried before somebody asks for the coverage. */
    readonly batch: number;
    /** How many are tried at the same time. */
    readonly atOnce: number;
}

/** What one run is about. */
export interface Campaign<Input> {
    readonly subject: Subject<Input>;
    readonly random: Random;
    readonly milliseconds: number;
    /** Says which inputs reach code that no other has; without it all come from the corpus. */
    readonly coverage?: Coverage;
    /** Told now and then how far the run is. */
    readonly progress?: (runs: number, kept: number) => void;
}

/** What a run found. */
export interface Findings<Input> {
    readonly runs: number;
    /** Inputs that reached something new. */
    readonly kept: readonly Input[];
    /** Inputs that broke a promise, one for each thing that went wrong. */
    readonly failures: readonly { readonly input: Input; readonly reason: string }[];
}

const MOST_FAILURES = 20;

const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** What happened, without the numbers in which one input differs from the next. */
const kindOf = (said: string): string => said.replace(/"(?:[^"\\]|\\.)*"/g, "…").replace(/[0-9]+/g, "0");

/**
 * What went wrong and where, without the fuzzer's own frames: the first input of a batch is tried within the call that
 * made the batch, the others after it, so that one mistake would have two stacks.
 */
const kindOfFailure = (reason: string): string => kindOf(reason.replace(/\n[^\n]*\bfuzzer\.ts:[\s\S]*$/, ""));

/** A run of the fuzzer over one subject. */
class Run<Input> {
    private readonly campaign: Campaign<Input>;
    private readonly kinds = new Set<string>();
    private readonly failures = new Map<string, { readonly input: Input; readonly reason: string }>();
    private readonly kept: Input[] = [];

    public constructor(campaign: Campaign<Input>) {
        this.campaign = campaign;
    }

    public async go(): Promise<Findings<Input>> {
        const { subject, random, milliseconds, coverage, progress } = this.campaign;
        const pool = [...subject.start];
        await this.tryAll(pool);
        coverage?.note(coverage.takeNews());
        const end = performance.now() + milliseconds;
        let runs = 0;
        while (performance.now() < end && this.failures.size < MOST_FAILURES) {
            const batch = Array.from({ length: subject.batch }, () => subject.mutate(random.pick(pool)));
            const isNew = await this.tryAll(batch);
            runs += batch.length;
            const news = subject.atOnce === 1 ? await this.pioneersOf(batch) : [];
            const found = new Set([...batch.filter((_input, index) => isNew[index]), ...news]);
            if (coverage !== undefined) {
                pool.push(...found);
                this.kept.push(...found);
            }
            progress?.(runs, this.kept.length);
        }
        return { runs, kept: this.kept, failures: [...this.failures.values()] };
    }

    /** Those inputs, just run, that reach what nothing before them has reached: found by halves. */
    private async pioneersOf(inputs: readonly Input[]): Promise<readonly Input[]> {
        const { coverage } = this.campaign;
        const news = coverage?.takeNews() ?? [];
        if (news.length === 0) return [];
        if (inputs.length === 1) {
            coverage?.note(news);
            return inputs;
        }
        const middle = inputs.length >>> 1;
        const found: Input[] = [];
        for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
            await this.tryAll(half);
            found.push(...(await this.pioneersOf(half)));
        }
        return found;
    }

    /** Whether what just ended reached something new: of those that run at the same time, the first to end has it. */
    private isPioneer(): boolean {
        const { coverage, subject } = this.campaign;
        if (coverage === undefined || subject.atOnce === 1) return false;
        const news = coverage.takeNews();
        coverage.note(news);
        return news.length > 0;
    }

    /** Tries inputs, as many at once as may be; tells of each whether it brought anything new. */
    private async tryAll(inputs: readonly Input[]): Promise<readonly boolean[]> {
        const isNew: boolean[] = [];
        const rest = inputs.entries();
        const worker = async (): Promise<void> => {
            for (const [index, input] of rest) isNew[index] = await this.try(input);
        };
        await Promise.all(Array.from({ length: this.campaign.subject.atOnce }, worker));
        return isNew;
    }

    /** Whether what is tried said something that it never said before. */
    private async try(input: Input): Promise<boolean> {
        const { probe, lineOf } = this.campaign.subject;
        try {
            const said = probe(input);
            const kind = kindOf(typeof said === "string" ? said : await said);
            const before = this.kinds.size;
            return this.kinds.add(kind).size > before || this.isPioneer();
        } catch (error) {
            const reason = reasonOf(error);
            const kind = kindOfFailure(reason);
            if (!this.failures.has(kind)) {
                this.failures.set(kind, { input, reason: `${reason}\ninput: ${lineOf(input)}` });
            }
            return false;
        }
    }
}

/** Gives what is tried changed inputs until the time is over. */
export const fuzz = <Input>(campaign: Campaign<Input>): Promise<Findings<Input>> => new Run(campaign).go();
