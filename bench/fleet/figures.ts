import { medianOf } from "../race.ts";
import type { ContenderName } from "./contenders.ts";
import type { FleetResult, Step } from "./measure.ts";
import type { RunCost } from "./project.ts";

/** Costs of one step of one contender in all rounds; empty if it didn't get that far. */
export const costsOf = ({ steps }: FleetResult, contender: ContenderName, step: Step): readonly RunCost[] =>
    steps.filter((each) => each.contender === contender && each.step === step).map(({ cost }) => cost);

/** Median time of the rounds; undefined if one didn't end. */
export const secondsOf = (result: FleetResult, contender: ContenderName, step: Step): number | undefined => {
    const costs = costsOf(result, contender, step);
    if (costs.length === 0 || costs.some(({ isDone }) => !isDone)) return undefined;
    return medianOf(costs.map(({ seconds }) => seconds));
};

/** A step's time relative to another's, per round: other load on the machine affects both of a round. */
export const ratioOf = (
    result: FleetResult,
    contender: ContenderName,
    other: ContenderName,
    step: Step,
): number | undefined => {
    const [own, others] = [contender, other].map((name) => costsOf(result, name, step));
    const ratios = (own ?? []).flatMap(({ seconds }, round) => {
        const ratio = seconds / (others?.[round]?.seconds ?? Number.NaN);
        return Number.isNaN(ratio) ? [] : [ratio];
    });
    return ratios.length === 0 ? undefined : medianOf(ratios);
};

/** Milliseconds per drive beyond the floor: the provider's own share. */
export const shareOf = (result: FleetResult, contender: ContenderName, step: Step): number | undefined => {
    const [own, floor] = [costsOf(result, contender, step), costsOf(result, "floor", step)];
    const shares = own.flatMap(({ seconds }, round) => {
        const share = ((seconds - (floor[round]?.seconds ?? Number.NaN)) * 1000) / result.options.drives;
        return Number.isNaN(share) ? [] : [share];
    });
    return shares.length === 0 ? undefined : medianOf(shares);
};

/** CPU seconds of a run in all its processes and in the daemons. */
const cpuOf = ({ cpuSeconds, daemonSeconds }: RunCost): number =>
    Object.values(cpuSeconds).reduce((total, seconds) => total + seconds, daemonSeconds);

/** A step's CPU relative to the floor's: more telling than time on a machine with other load. */
export const cpuRatioOf = (result: FleetResult, contender: ContenderName, step: Step): number | undefined => {
    const [own, floor] = [costsOf(result, contender, step), costsOf(result, "floor", step)];
    if (own.length === 0 || floor.length === 0) return undefined;
    return medianOf(own.map(cpuOf)) / medianOf(floor.map(cpuOf));
};
