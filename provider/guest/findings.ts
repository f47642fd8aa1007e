import { oneLine } from "../text/one-line.ts";
import { scrub } from "./scrub.ts";
import type { StageReport } from "./sight.ts";

/** What a message quotes of a guest at most: texts, and characters of each. */
const MAX_TEXTS = 8;
const MAX_CHARACTERS = 300;

/** A guest's text as a message can quote it: without secrets, on one line, not too long. */
export const quote = (text: string, secrets: readonly string[]): string =>
    oneLine(scrub(text, secrets), MAX_CHARACTERS);

/** Repeated texts once: cloud-init writes some into several stages. */
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** What a tool reported of its stages, `stage: text` each, capped in number. */
export const quoteStages = (
    stages: readonly StageReport[],
    kind: "errors" | "warnings",
    secrets: readonly string[],
): readonly string[] => {
    const texts = distinct(
        stages.flatMap((stage) => stage[kind].map((text) => `${quote(stage.name, secrets)}: ${quote(text, secrets)}`)),
    );
    const rest = texts.length - MAX_TEXTS;
    return rest > 0 ? [...texts.slice(0, MAX_TEXTS), `and ${rest} more`] : texts;
};
