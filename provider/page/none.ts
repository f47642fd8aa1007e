import type { Topic } from "../view/drive-view.ts";
import { type Drives, shownDrive } from "./drives.ts";
import { html, type Safe } from "./html.ts";

/** What to say of a section with nothing to show. */
interface Texts {
    /** If the drive has none of it. */
    readonly none: string;
    /** What the drive would have, e.g. `the network data`. */
    readonly what: string;
}

/** Says that a drive has none of something, or that it is left out since it has problems. */
export const noneOf = (drives: Drives, topics: readonly Topic[], { none, what }: Texts): Safe => {
    const isLeftOut = shownDrive(drives).findings.some(
        ({ severity, topic }) => severity === "problem" && topics.includes(topic),
    );
    return html`<p class="none">${isLeftOut ? `Left out: ${what}, because of the problems above.` : none}</p>`;
};
