import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import ini from "highlight.js/lib/languages/ini";
import json from "highlight.js/lib/languages/json";
import powershell from "highlight.js/lib/languages/powershell";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import type { PartKind } from "../view/drive-view.ts";
import { html, type Safe, trusted } from "./html.ts";
import { visible } from "./visible.ts";

const LANGUAGES = { bash, ini, json, powershell, xml, yaml } as const;
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** Characters of a line. Some languages take a time that grows with its square: 5 s for 40,000 dashes in an ini file. */
const LONGEST_LINE = 1000;

const hasLongLine = (text: string): boolean => text.split("\n").some(({ length }) => length > LONGEST_LINE);

/** Text in the colours of its language, if no line is too long: elements with classes around escaped text. */
export const coloured = (text: string, language: PartKind["language"]): Safe =>
    Object.hasOwn(LANGUAGES, language) && !hasLongLine(text)
        ? trusted(hljs.highlight(visible(text), { language, ignoreIllegals: true }).value)
        : html`${text}`;
