import { oneLine } from "../../text/one-line.ts";
import type { DriveView, Finding } from "../../view/drive-view.ts";
import type { Drives } from "../drives.ts";
import { type Content, html, type Safe } from "../html.ts";
import { clipped } from "../limits.ts";
import { markBadge } from "../marks.ts";
import { counted, listed, sized } from "../words.ts";
import { formatName } from "./drive.ts";

const HOST_NAME = "hostname";

const count = (findings: readonly Finding[], severity: Finding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;

const verdictOf = ({ findings }: DriveView): Safe => {
    const [problems, warnings] = [count(findings, "problem"), count(findings, "warning")];
    const amounts = [problems > 0 && counted(problems, "problem"), warnings > 0 && counted(warnings, "warning")];
    const text = amounts.filter((amount) => amount !== false);
    const kind = problems > 0 ? "problem" : warnings > 0 ? "warning" : "fine";
    const sign = { problem: "✕", warning: "!", fine: "✓" }[kind];
    return html`<p class="state ${kind}"><span class="sign" aria-hidden="true">${sign}</span> ${text.length === 0 ? "No problems, no warnings" : listed(text)}</p>`;
};

const hostName = ({ guest }: DriveView): string => {
    const value = guest.facts.find(({ path }) => path === HOST_NAME)?.value;
    return typeof value === "string" ? value : "";
};

/** A host name in user data or vendor data, with what sets it: the guest takes this one. */
const ownHostName = ({ guest }: DriveView): string => {
    const facts = ["hostname", "fqdn"].flatMap((key) =>
        guest.facts.filter(({ path }) => path.endsWith(`: ${key}`) && /^(?:user|vendor) data\b/.test(path)),
    );
    const [fact] = facts;
    if (fact === undefined || typeof fact.value !== "string") return "";
    return `${fact.value} (${fact.path.replace(/: \w+$/, "")})`;
};

const hostMarkup = (drive: DriveView, most: number): Content => {
    const [host, own] = [hostName(drive), ownHostName(drive)];
    if (own === "") return host !== "" && html`<p class="host">${clipped(host, Math.min(most, 253))}</p>`;
    const before = host === "" ? "" : `; ${host} in the metadata`;
    return html`<p class="host">${clipped(own + before, Math.min(most, 600))}</p>`;
};

/** A drive's name for people: on one line, and short enough to be read. */
const nameOf = ({ name }: DriveView, most: number): string =>
    clipped(oneLine(name, 2000), Math.min(most, 120)) || "Config drive";

const imageLine = ({ image, isRest }: DriveView, most: number): Content => {
    if (image === undefined) return "No image could be built";
    const { label, size, sha256 } = image;
    // Of what can't be built there is no image to compare them with.
    const isDigestShown = image.isDigestShown && isRest !== true;
    return html`<span>${clipped(formatName(image), most)}</span> <span>label <code>${clipped(label, Math.min(most, 64))}</code></span> <span>${sized(size)}</span> ${isDigestShown && html`<span>SHA-256 <code>${sha256.slice(0, 12)}…</code></span>`}`;
};

const REST = html`<p class="rest">This drive can't be built. The page shows what is left without the inputs that have problems.</p>`;

const driveMarkup = (drive: DriveView, most: number, name: Content): Safe => {
    return html`<div class="identity">${name}${hostMarkup(drive, most)}<p class="image">${imageLine(drive, most)}</p>${verdictOf(drive)}${drive.isRest === true && REST}</div>`;
};

/** The title of the page, for the browser's tab. */
export const pageTitle = ({ left, right, limits }: Drives): string =>
    right === undefined
        ? `${nameOf(left, limits.characters)} · config drive`
        : `${nameOf(left, limits.characters)} → ${nameOf(right, limits.characters)} · config drives`;

/** What the page is about, and whether all is well. */
export const headMarkup = (drives: Drives, differences: number): Safe => {
    const { left, right, limits } = drives;
    const most = limits.characters;
    if (right === undefined) {
        return html`<header class="head"><p class="kind-of-page">Config drive</p>${driveMarkup(left, most, html`<h1>${nameOf(left, most)}</h1>`)}</header>`;
    }
    const summary = differences === 0 ? "Nothing differs" : `${counted(differences, "difference")}`;
    const side = (drive: DriveView, word: string): Safe =>
        driveMarkup(drive, most, html`<p class="side">${word}</p><p class="drive-name">${nameOf(drive, most)}</p>`);
    return html`<header class="head"><p class="kind-of-page">Two config drives</p><h1>${summary}</h1><div class="columns">${side(left, "Before")}${side(right, "Now")}</div>
<p class="legend">${(["added", "removed", "changed"] as const).map((mark) => [markBadge(mark), " "])}</p></header>`;
};
