import { type Content, html, type Safe } from "./html.ts";
import type { Section } from "./section.ts";
import type { PlacedFinding } from "./sections/findings.ts";
import { counted } from "./words.ts";

const entry = ({ id, title, amount, differences, topics }: Section, findings: readonly PlacedFinding[]): Safe => {
    const own = findings.filter(({ shown, mark }) => mark !== "removed" && topics.includes(shown.topic));
    const severity = own.some(({ shown }) => shown.severity === "problem") ? "problem" : "warning";
    const notes: readonly Content[] = [
        amount !== "" && differences === 0 && html`<span class="amount">${amount}</span>`,
        differences > 0 &&
            html`<span class="mark mark-changed"><span aria-hidden="true">~</span> ${differences}<span class="aside"> ${differences === 1 ? "difference" : "differences"}</span></span>`,
        own.length > 0 &&
            html`<span class="pill ${severity}">${own.length}<span class="aside"> ${counted(own.length, "finding").replace(/^\S+ /, "")}</span></span>`,
    ];
    return html`<li><a href="#${id}"><span class="title">${title}</span>${notes}</a></li>`;
};

/** Links to the sections. */
export const navigation = (sections: readonly Section[], findings: readonly PlacedFinding[]): Safe =>
    html`<nav class="sections" aria-label="Sections"><ul>
${findings.length > 0 && html`<li><a href="#findings"><span class="title">Problems and warnings</span></a></li>`}${sections.map((section) => entry(section, findings))}</ul></nav>`;
