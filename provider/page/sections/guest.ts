import type { DriveView, Fact } from "../../view/drive-view.ts";
import { differs, type Identity, type Pair } from "../compare.ts";
import { type Drives, pairs } from "../drives.ts";
import { html, type Safe } from "../html.ts";
import { clipped } from "../limits.ts";
import { markBadge } from "../marks.ts";
import { noneOf } from "../none.ts";
import { identityOf, shownValue, type Value } from "../secret.ts";
import type { Section } from "../section.ts";
import { beyondNote, omittedNote } from "../table.ts";

const FACTS: Identity<Fact> = { key: ({ path }) => path, content: ({ digest, value }) => digest ?? identityOf(value) };

/** The texts of two facts can be the same, if they are cut, or one is of a number. */
const differsUnseen = ({ shown, before }: Pair<Fact>): boolean =>
    typeof shown.value === "string" && before?.value === shown.value;

const factValue = ({ mark, shown, before }: Pair<Fact>): Pair<Value> => ({
    mark,
    shown: shown.value,
    before: before?.value === shown.value ? undefined : before?.value,
});

const factMarkup = (pair: Pair<Fact>, most: number): Safe => {
    const { label, path } = pair.shown;
    const name = clipped(label, most);
    return html`<div class="fact is-${pair.mark}"><dt>${name} ${path !== label && html`<code class="path">${clipped(path, most)}</code>`}</dt>
<dd>${shownValue(factValue(pair), name, most)} ${differsUnseen(pair) && html`<strong>differs</strong> in its type or in what isn't shown `}${markBadge(pair.mark)}</dd></div>`;
};

/** What the metadata says about the guest. */
export const guestSection = (drives: Drives): Section => {
    const { rows, characters } = drives.limits;
    const facts = pairs(drives, ({ guest }: DriveView) => guest.facts, FACTS);
    const ordered = facts.length > rows ? [...facts.filter(differs), ...facts.filter((pair) => !differs(pair))] : facts;
    return {
        id: "guest",
        title: "The guest",
        amount: "",
        body: [
            facts.length === 0 &&
                noneOf(drives, ["guest"], {
                    none: "The drive says nothing about the guest itself.",
                    what: "the metadata",
                }),
            facts.length > 0 &&
                html`<dl class="facts">${ordered.slice(0, rows).map((pair) => factMarkup(pair, characters))}</dl>`,
            omittedNote(facts.length - rows, "fact"),
            beyondNote([drives.left.guest.omitted, drives.right?.guest.omitted]),
        ],
        differences: facts.filter(differs).length,
        topics: ["guest"],
    };
};
