import { rerunAdvice } from "../../provider/guest/words.ts";
import type { GuestMeans } from "../../provider/model/guest.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { printableProblem } from "../io/report.ts";
import { printableLine, showJson } from "../io/text.ts";
import type { Observer } from "./observer.ts";
import { count } from "./timeline.ts";
import { EXIT_CODES, type Verdict } from "./verdict.ts";

/** The end of a watch. */
export interface Ending {
    readonly domain: string;
    readonly verdict: Verdict;
    readonly observer: Pick<Observer, "sight" | "seconds" | "warnings">;
}

/** What each means shows of a first boot that is done. */
const SHOWN: Readonly<Record<GuestMeans, string>> = {
    agent: "as its agent says",
    console: "as its console says",
    hostName: "as far as its host name shows, which is the drive's. What its user data did wasn't checked",
    drive: "as far as reads of the drive show. What the guest did with it wasn't checked",
};

const sentence = ({ verdict, observer }: Ending): string => {
    const { status, problems, warnings } = verdict;
    const by = observer.sight?.by;
    const shown = by === undefined ? "" : `, ${SHOWN[by]}`;
    switch (status) {
        case "done":
            return `the first boot is done${shown}`;
        case "degraded":
            return `the first boot is done, with ${count(warnings.length, "warning")}${shown}`;
        case "failed":
            return `the first boot is over, with ${count(problems.length, "problem")}`;
        case "pending":
            return "the guest hasn't used this drive yet";
        default:
            return "the end of the first boot wasn't seen";
    }
};

/** What to do about a first boot that failed. */
const advice = ({ verdict: { status }, observer: { sight } }: Ending): string =>
    status === "failed" ? ` ${rerunAdvice(sight?.tool)}` : "";

/** The line that ends the report. */
export const lastLine = (ending: Ending): string =>
    printableLine(`${ending.domain}: ${sentence(ending)}.${advice(ending)}`);

const asObject = ({ domain, verdict, observer }: Ending): object => {
    const { status, problems, warnings } = verdict;
    const { by, tool, instanceId, datasource, stages = [] } = observer.sight ?? {};
    return {
        ok: EXIT_CODES[status] === 0,
        problems,
        warnings: [...observer.warnings, ...warnings],
        domain,
        status,
        by,
        tool,
        instanceId,
        datasource,
        seconds: Math.round(observer.seconds),
        stages,
    };
};

/** Reports the end of a watch; what was warned of while it lasted isn't repeated. */
export const report = (io: Io, ending: Ending, asJson: boolean): ExitCode => {
    const { status, problems, warnings } = ending.verdict;
    if (asJson) {
        io.print(showJson(asObject(ending)));
        return EXIT_CODES[status];
    }
    for (const warning of warnings) io.complain(`warning: ${printableProblem(warning)}`);
    for (const problem of problems) io.complain(printableProblem(problem));
    io.print(`${lastLine(ending)}\n`);
    return EXIT_CODES[status];
};
