import type { DriveView } from "../view/drive-view.ts";
import type { Drives } from "./drives.ts";
import { type Content, html, type Safe, trusted } from "./html.ts";
import { areEqual, GENEROUS, halved, type Limits } from "./limits.ts";
import { navigation } from "./navigation.ts";
import { SCRIPT } from "./script.ts";
import type { Section } from "./section.ts";
import { accessSection } from "./sections/access.ts";
import { driveSection } from "./sections/drive.ts";
import { calloutsOf, changedFindings, findingsList, type PlacedFinding, placedFindings } from "./sections/findings.ts";
import { guestSection } from "./sections/guest.ts";
import { headMarkup, pageTitle } from "./sections/head.ts";
import { networkSection } from "./sections/network.ts";
import { readersSection } from "./sections/readers.ts";
import { softwareSection } from "./sections/software.ts";
import { userDataSection } from "./sections/user-data.ts";
import { securityPolicy } from "./security-policy.ts";
import { STYLE } from "./style/style.ts";

/** In the head of each page: what made it. */
export const PAGE_MARK = '<meta name="generator" content="config-drive show">';

/** Bytes of the largest page. */
export const MAX_PAGE_SIZE: number = 300_000;

const sectionsOf = (drives: Drives): readonly Section[] =>
    [
        guestSection(drives),
        accessSection(drives),
        userDataSection(drives, "userData"),
        userDataSection(drives, "vendorData"),
        softwareSection(drives),
        networkSection(drives),
        driveSection(drives),
        readersSection(drives),
    ].filter((section) => section !== undefined);

const sectionMarkup = (section: Section, findings: readonly PlacedFinding[], limits: Limits): Safe => {
    const { id, title, amount, body } = section;
    const count = amount !== "" && html` <span class="amount">${amount}</span>`;
    return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}${count}</h2>${calloutsOf(section, findings, limits)}${body}</section>`;
};

const foot = ({ left, right }: Drives): Content => {
    const hasSecrets = left.hasSecrets || right?.hasSecrets === true;
    return hasSecrets
        ? html`<strong>This page contains secrets.</strong> They are behind clicks and aren't printed, but anyone who has the file can read them.`
        : html`Secrets are hidden where their place, name or form shows what they are. Check the page before you publish it.`;
};

const pageWithin = (drives: Drives): string => {
    const findings = placedFindings(drives);
    const sections = sectionsOf(drives);
    // What readers do with the drives only differs because something else does.
    const differences = sections
        .filter(({ id }) => id !== "readers")
        .reduce((sum, section) => sum + section.differences, changedFindings(findings));
    const body = html`<body><a class="skip" href="#content">Skip to content</a>
${headMarkup(drives, differences)}<div class="layout">${navigation(sections, findings)}
<main id="content" tabindex="-1">${findingsList(findings, sections, drives.limits)}${sections.map((section) => sectionMarkup(section, findings, drives.limits))}</main></div>
<footer><p>${foot(drives)}</p></footer><script>${trusted(SCRIPT)}</script></body>`;
    return String(html`<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${trusted(securityPolicy(SCRIPT, STYLE))}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">${trusted(PAGE_MARK)}
<title>${pageTitle(drives)}</title><link rel="icon" href="data:,"><style>${trusted(STYLE)}</style></head>
${body}</html>
`);
};

/** Limits that make a page of this size fit, or come close. */
const reduced = (limits: Limits, size: number): Limits => {
    const times = Math.max(1, Math.floor(Math.log2(size / MAX_PAGE_SIZE)));
    return Array.from({ length: times }).reduce<Limits>(halved, limits);
};

/**
 * The page of a drive, or of two that it compares: one HTML file that loads nothing and shows less of a drive that would
 * make it too large.
 *
 * @param right The drive to compare the first with.
 */
export const renderPage = (left: DriveView, right?: DriveView): string => {
    let limits = GENEROUS;
    for (;;) {
        const page = pageWithin({ left, right, limits });
        const size = Buffer.byteLength(page);
        const tighter = reduced(limits, size);
        if (size < MAX_PAGE_SIZE || areEqual(tighter, limits)) return page;
        limits = tighter;
    }
};
