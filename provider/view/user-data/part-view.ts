import { entriesOf } from "../../spec/json.ts";
import { FORK_KEYS } from "../../spec/user-data/cloud-config/fork-keys.ts";
import { KNOWN_KEYS } from "../../spec/user-data/cloud-config/schema.ts";
import type { PartView } from "../drive-view.ts";
import { Outliner } from "./allowed.ts";
import { CLOUD_CONFIG_ALLOWED } from "./cloud-config/table.ts";
import { ignitionOutline } from "./ignition.ts";
import { jsonLines } from "./outline-json.ts";
import { yamlLines } from "./outline-yaml.ts";
import { digestOf, type Part } from "./part.ts";
import { textOutline } from "./script-outline.ts";

/** Longer outlines and texts are cut. */
const MOST_LINES = 2000;

/** Bytes of a text that are shown. */
const LONGEST = 64 * 1024;

const cut = (lines: readonly string[]): string => {
    const more = lines.length - MOST_LINES;
    return more > 0 ? [...lines.slice(0, MOST_LINES), `… ${more} more lines`].join("\n") : lines.join("\n");
};

/** The headers of a cloud-config, without its comments, which can hold anything. */
const headersOf = (text: string): readonly string[] =>
    /^\s*## template: ?jinja/i.test(text) ? ["## template: jinja", "#cloud-config"] : ["#cloud-config"];

const linesOf = ({ text, kind, config }: Part): readonly string[] => {
    if (text === undefined) return [];
    if (config?.kind === "ignition") return jsonLines(ignitionOutline(config.value));
    if (config === undefined) return textOutline(text, kind.language);
    const outliner = new Outliner((key) => KNOWN_KEYS.has(key) || FORK_KEYS.has(key));
    const isEmpty = entriesOf(config.value).length === 0;
    return [...headersOf(text), ...(isEmpty ? [] : yamlLines(outliner.outline(config.value, CLOUD_CONFIG_ALLOWED)))];
};

/** A text, at most as much as a page can have of it. */
const textOf = ({ text, bytes }: Part): string => {
    if (text === undefined) return `… ${bytes.length} bytes that aren't text`;
    const all = Buffer.from(text);
    if (all.length <= LONGEST) return text;
    // The decoder drops a character that the cut has split.
    const start = new TextDecoder().decode(all.subarray(0, LONGEST), { stream: true });
    return `${start}\n… ${all.length - LONGEST} more bytes`;
};

/** The view of a part. */
export const partView = (part: Part, withSecrets: boolean): PartView => ({
    place: part.place,
    kind: part.kind,
    size: part.bytes.length,
    digest: digestOf(part.bytes),
    outline: cut(linesOf(part)),
    text: withSecrets ? textOf(part) : undefined,
    failure: part.failure,
});
