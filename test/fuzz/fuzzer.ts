import type { Coverage } from "./coverage.ts";
import { type Input, inputToLine, type Seed, Workbench } from "./input.ts";
import { Mutator } from "./mutation.ts";
import { Random } from "./random.ts";
import type { Target } from "./target.ts";

/** What one run is about. */
export interface Campaign {
    readonly target: Target;
    readonly seeds: readonly Seed[];
    readonly corpus: readonly Input[];
    readonly seed: number;
    readonly milliseconds: number;
    /** Says which inputs reach code that no other has; without it all come from the corpus. */
    readonly coverage?: Coverage;
    /** Told now and then how far the run is. */
    readonly progress?: (runs: number, kept: number) => void;
}

/** What a run found. */
export interface Findings {
    readonly runs: number;
    /** Inputs that reached something new. */
    readonly kept: readonly Input[];
    /** Inputs that broke a promise, one for each thing that went wrong. */
    readonly failures: readonly { readonly input: Input; readonly reason: string }[];
}

/** Taking the coverage costs as much as hundreds of runs. */
const BATCH = 1024;
const MOST_FAILURES = 20;

const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** What happened, without the numbers in which one input differs from the next. */
const kindOf = (said: string): string => said.replace(/"(?:[^"\\]|\\.)*"/g, "…").replace(/[0-9]+/g, "0");

/** A run of the fuzzer over one reader. */
class Run {
    private readonly campaign: Campaign;
    private readonly bench: Workbench;
    private readonly kinds = new Set<string>();
    private readonly failures = new Map<string, { readonly input: Input; readonly reason: string }>();
    private readonly kept: Input[] = [];

    public constructor(campaign: Campaign) {
        this.campaign = campaign;
        this.bench = new Workbench(campaign.seeds);
    }

    public go(): Findings {
        const { seeds, corpus, seed, milliseconds, coverage, progress } = this.campaign;
        const random = new Random(seed);
        const mutator = new Mutator(seeds, random);
        const pool = [...seeds.map(({ name, bytes }) => ({ seed: name, size: bytes.length, edits: [] })), ...corpus];
        for (const input of pool) this.try(input);
        coverage?.note(coverage.takeNews());
        const end = performance.now() + milliseconds;
        let runs = 0;
        while (performance.now() < end && this.failures.size < MOST_FAILURES) {
            const batch = Array.from({ length: BATCH }, () => mutator.mutate(random.pick(pool)));
            const isNew = batch.map((input) => this.try(input));
            runs += batch.length;
            const news = coverage === undefined ? [] : this.pioneersOf(batch);
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
    private pioneersOf(inputs: readonly Input[]): readonly Input[] {
        const { coverage } = this.campaign;
        const news = coverage?.takeNews() ?? [];
        if (news.length === 0) return [];
        if (inputs.length === 1) {
            coverage?.note(news);
            return inputs;
        }
        const middle = inputs.length >>> 1;
        return [inputs.slice(0, middle), inputs.slice(middle)].flatMap((half) => {
            for (const input of half) this.try(input);
            return this.pioneersOf(half);
        });
    }

    /** Whether the reader said something that it never said before. */
    private try(input: Input): boolean {
        try {
            const kind = kindOf(this.bench.with(input, this.campaign.target.probe));
            const before = this.kinds.size;
            return this.kinds.add(kind).size > before;
        } catch (error) {
            const reason = reasonOf(error);
            const kind = kindOf(reason);
            if (!this.failures.has(kind)) {
                this.failures.set(kind, { input, reason: `${reason}\ninput: ${inputToLine(input)}` });
            }
            return false;
        }
    }
}

/** Gives a reader changed images until the time is over. */
export const fuzz = (campaign: Campaign): Findings => new Run(campaign).go();
