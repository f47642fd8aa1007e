import { ignitionOf, TALOS, WINDOWS_SCRIPT } from "../../spec/intended-guest.ts";
import { typeOf } from "../../spec/mime.ts";
import type { PartKind } from "../drive-view.ts";

const kind = (name: string, language: PartKind["language"]): PartKind => ({ name, language });

/** Data that isn't text. */
export const BINARY: PartKind = kind("binary data", "text");

/** A MIME message whose parts a guest doesn't find. */
export const MIME: PartKind = kind("MIME message", "text");

/** An Ignition config. */
export const IGNITION: PartKind = kind("Ignition config", "json");

/** A text that no rule here recognises. */
const UNKNOWN = kind("text", "text");

/** What cloud-init handles by its type. */
const HANDLED: ReadonlyMap<string, PartKind> = new Map([
    ["text/cloud-config", kind("cloud-config", "yaml")],
    ["text/cloud-config-archive", kind("cloud-config archive", "yaml")],
    ["text/cloud-config-jsonp", kind("cloud-config patch", "json")],
    ["text/cloud-boothook", kind("boot hook", "bash")],
    ["text/part-handler", kind("part handler", "text")],
    ["text/x-include-url", kind("include list", "text")],
    ["text/x-include-once-url", kind("include list", "text")],
]);

/** What a script's first line names. */
const INTERPRETERS: readonly (readonly [RegExp, PartKind])[] = [
    [/\b(?:ba|da|a|k|z)?sh\b/, kind("shell script", "bash")],
    [/\bpython/, kind("Python script", "text")],
    [/\bperl\b/, kind("Perl script", "text")],
    [/\bruby\b/, kind("Ruby script", "text")],
    [/\bpwsh\b/, kind("PowerShell script", "powershell")],
];

/** Texts that cloud-init doesn't handle, by how they begin. */
const BEGINNINGS: readonly (readonly [RegExp, PartKind])[] = [
    [/^rem\s+cmd\s/, kind("batch script", "text")],
    [/^<script>/, kind("batch script", "text")],
    [WINDOWS_SCRIPT, kind("PowerShell script", "powershell")],
    [/^-----BEGIN /, kind("PEM data", "text")],
    [/^config \w/i, kind("FortiOS configuration", "text")],
    [/^license-token:|^section: /i, kind("appliance configuration", "text")],
    [
        /^(?:#junos-config|## last changed|(?:system|groups|version|interfaces|chassis) *\{)/i,
        kind("Junos configuration", "text"),
    ],
    [/^set [a-z]/i, kind("VyOS or Junos commands", "text")],
    [TALOS, kind("Talos machine config", "yaml")],
    [/^(?:hostname |interface |version |username |asa version|!)/i, kind("IOS or ASA configuration", "text")],
    [/^<(?:\?xml|configuration\b|[a-z][\w:-]*[\s>])/i, kind("XML", "xml")],
    [/^\[[\w. -]+\]\s*$/m, kind("INI file", "ini")],
];

const isJson = (text: string): boolean => {
    if (!/^\s*[[{]/.test(text)) return false;
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
};

/** The kind of a script by its first line, which starts with `#!`. */
const scriptKind = (text: string): PartKind => {
    const [line = ""] = text
        .trimStart()
        .slice(0, 256)
        .split(/[\r\n]/);
    return INTERPRETERS.find(([pattern]) => pattern.test(line))?.[1] ?? kind("script", "text");
};

/** The kind of a text that cloud-init doesn't handle. */
const otherKind = (text: string): PartKind => {
    if (text.trim() === "") return kind("empty text", "text");
    if (ignitionOf(text) !== undefined) return IGNITION;
    if (isJson(text)) return kind("JSON", "json");
    const start = text.trimStart().slice(0, 4096);
    return BEGINNINGS.find(([pattern]) => pattern.test(start))?.[1] ?? UNKNOWN;
};

/** What follows the first line of a template. */
const inTemplate = (text: string): string => text.replace(/^\s*##[^\n]*\n?/, "");

/** The kind of a text that isn't a template. */
const plainKind = (text: string, type: string): PartKind => {
    const handled = HANDLED.get(type);
    if (handled !== undefined) return handled;
    return /^text\/x-shellscript/.test(type) ? scriptKind(text) : otherKind(text);
};

/** cloud-init fills in a template once, and ignores a template in one. */
const templateKind = (text: string): PartKind => {
    const inner = inTemplate(text);
    const { name, language } = plainKind(inner, typeOf(inner));
    return kind(name === UNKNOWN.name ? "jinja template" : `jinja template of ${name}`, language);
};

/**
 * The kind of a text.
 *
 * @param type The type that cloud-init uses for it.
 */
export const kindOf = (text: string, type: string): PartKind =>
    type === "text/jinja2" ? templateKind(text) : plainKind(text, type);
