import { run } from "../../cli/harness.ts";

/** What a preview says of inputs: problems refuse them, warnings don't. */
export interface Verdict {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
}

/** Inputs after a report from the field, with the right verdict. */
export interface FieldInput {
    /** What the inputs have, and where that was reported. */
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly verdict: Verdict;
}

/** No problem and no warning. */
export const FINE: Verdict = { problems: [], warnings: [] };

/** One problem. */
export const refused = (reason: string): Verdict => ({ problems: [reason], warnings: [] });

/** One warning. */
export const warned = (reason: string): Verdict => ({ problems: [], warnings: [reason] });

interface Reported {
    readonly problems: readonly { readonly path: string; readonly reason: string }[];
    readonly warnings: readonly { readonly path: string; readonly reason: string }[];
}

/** What `config-drive check` says. */
export const verdictOf = async (inputs: unknown): Promise<Verdict> => {
    const { out } = await run(["check", "-", "--json"], JSON.stringify(inputs));
    const { problems, warnings }: Reported = JSON.parse(String(out));
    const show = ({ path, reason }: Reported["problems"][number]): string => `${path}: ${reason}`;
    return { problems: problems.map(show), warnings: warnings.map(show) };
};
