import type { Topic } from "../view/drive-view.ts";
import type { Content } from "./html.ts";

/** A section of a page. */
export interface Section {
    /** Also its fragment in the address. */
    readonly id: string;
    readonly title: string;
    /** How much there is of it, e.g. `3 parts`; empty if that says nothing. */
    readonly amount: string;
    readonly body: Content;
    /** How many of its things differ between two drives. */
    readonly differences: number;
    /** The findings that belong here. */
    readonly topics: readonly Topic[];
}
