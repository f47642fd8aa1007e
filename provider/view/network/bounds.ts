import { truncated } from "../../text/truncated.ts";

/** Real hosts have dozens of links. */
export const MOST_LINKS = 256;

/** In the whole view. */
export const MOST_NETWORKS = 1024;

/** In the whole view. */
export const MOST_ROUTES = 1024;

/** In the whole view. */
export const MOST_NAME_SERVERS = 1024;

/** A longer text is cut. No real name, address or type has as many characters. */
const LONGEST = 128;

/** A text for people: without what exceeds the limit. */
export const shortText = (text: string): string => truncated(text, LONGEST);

/** Takes items until a limit for all calls together is reached, and counts the others. */
export class Budget {
    #left: number;
    #omitted = 0;

    public constructor(most: number) {
        this.#left = most;
    }

    public take<Item>(items: readonly Item[]): readonly Item[] {
        const taken = items.slice(0, this.#left);
        this.#left -= taken.length;
        this.#omitted += items.length - taken.length;
        return taken;
    }

    /** How many items were not taken. */
    public get omitted(): number {
        return this.#omitted;
    }
}
