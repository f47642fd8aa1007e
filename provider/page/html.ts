import { visible } from "./visible.ts";

/** Markup that can go into a page as it is. Only `html` and `trusted` make it. */
export class Safe {
    readonly #text: string;

    public constructor(text: string) {
        this.#text = text;
    }

    public toString(): string {
        return this.#text;
    }
}

/** What can stand in markup: text, which is escaped, markup, or a list of both. `undefined` and `false` are nothing. */
export type Content = string | number | Safe | undefined | false | readonly Content[];

const ENTITIES: ReadonlyMap<string, string> = new Map([
    ["&", "&amp;"],
    ["<", "&lt;"],
    [">", "&gt;"],
    ['"', "&quot;"],
    ["'", "&#39;"],
]);

const escaped = (text: string): string =>
    visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character);

const markup = (content: Content): string => {
    if (content === undefined || content === false) return "";
    if (content instanceof Safe) return content.toString();
    if (typeof content === "object") return content.map(markup).join("");
    return escaped(String(content));
};

/**
 * Markup with values in it. Everything but markup is escaped, for the content of an element and for a quoted attribute.
 *
 * @example
 * html`<p title="${name}">${text}</p>`
 */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Safe =>
    new Safe(parts.map((part, index) => part + markup(values[index])).join(""));

/** Text that is markup already. Only for what this package wrote, or a library that escapes. */
export const trusted = (text: string): Safe => new Safe(text);

/** Content with something between its elements. */
export const joined = (contents: readonly Content[], between: Content): Content =>
    contents.flatMap((content, index) => (index === 0 ? [content] : [between, content]));
