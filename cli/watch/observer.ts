import { quote } from "../../provider/guest/findings.ts";
import type { Sight, StageReport } from "../../provider/guest/sight.ts";
import type { Problem } from "../../provider/model/problem.ts";
import type { Io } from "../io/io.ts";
import { printableLine } from "../io/text.ts";
import type { WatchedDrive } from "./drive.ts";
import { type Happening, happenedSince, isRestart, showHappening } from "./timeline.ts";

const complains = ({ errors, warnings }: StageReport): boolean => errors.length + warnings.length > 0;

const safeStages = (stages: readonly StageReport[], secrets: readonly string[]): readonly StageReport[] =>
    stages.map(({ name, errors, warnings, ...more }) => ({
        ...more,
        name: quote(name, []),
        errors: errors.map((text) => quote(text, secrets)),
        warnings: warnings.map((text) => quote(text, secrets)),
    }));

/** How often a watch without a terminal shows that it goes on. */
const TELL_S = 30;

/** Prints what is seen of a guest while it is watched, and keeps the last of it. */
export class Observer {
    readonly #io: Io;
    readonly #isQuiet: boolean;
    readonly #start: number;
    readonly #warnings: Problem[] = [];
    /** The drive that the guest is to take, once it was found. */
    public drive: WatchedDrive | undefined;
    /** Stages of earlier boots that had errors or warnings: the next boot doesn't repeat them. */
    #earlier: readonly StageReport[] = [];
    #sight: Sight | undefined;
    #hasProgress = false;
    #told = 0;

    /** @param isQuiet Prints nothing on standard output. */
    public constructor(io: Io, isQuiet: boolean) {
        this.#io = io;
        this.#isQuiet = isQuiet;
        this.#start = io.now();
    }

    /** The last look that showed something, with what earlier boots complained of; safe to show. */
    public get sight(): Sight | undefined {
        const secrets = this.drive?.secrets ?? [];
        return (
            this.#sight && { ...this.#sight, stages: safeStages([...this.#earlier, ...this.#sight.stages], secrets) }
        );
    }

    public get seconds(): number {
        return (this.#io.now() - this.#start) / 1000;
    }

    /** The warnings that didn't come from the guest. */
    public get warnings(): readonly Problem[] {
        return this.#warnings;
    }

    public show(happenings: readonly Happening[]): void {
        if (happenings.length === 0 || this.#isQuiet) return;
        this.endProgress();
        this.#io.print(happenings.map((happening) => `${showHappening(this.seconds, happening)}\n`).join(""));
    }

    public see(sight: Sight): void {
        this.show(happenedSince(this.#sight, sight));
        if (sight.phase === "unseen") return;
        if (isRestart(this.#sight, sight))
            this.#earlier = [...this.#earlier, ...(this.#sight?.stages ?? []).filter(complains)];
        this.#sight = sight;
    }

    public warn(warning: string): void {
        this.#warnings.push({ path: "guest", reason: warning });
        this.endProgress();
        this.#io.complain(printableLine(`warning: ${warning}`));
    }

    /** Shows what is waited for: on a terminal all the time, elsewhere now and then. */
    public tell(line: string): void {
        if (this.#io.showProgress !== undefined) {
            this.#io.showProgress(printableLine(line));
            this.#hasProgress = true;
        } else if (this.seconds - this.#told >= TELL_S) {
            this.#told = this.seconds;
            this.show([{ about: "waiting", text: line.replace(/^.*waiting for its first boot: /, "") }]);
        }
    }

    public endProgress(): void {
        if (this.#hasProgress) this.#io.showProgress?.("");
        this.#hasProgress = false;
    }
}
