/** A text in another form, with the place in the original text that each of its code units stands for. */
export interface View {
    readonly text: string;
    /** Where the place of each code unit starts. */
    readonly starts: readonly number[];
    /** Where the place of each code unit ends. */
    readonly ends: readonly number[];
}

interface Draft {
    readonly units: string[];
    readonly starts: number[];
    readonly ends: number[];
}

const draft = (): Draft => ({ units: [], starts: [], ends: [] });

const add = ({ units, starts, ends }: Draft, text: string, start: number, end: number): void => {
    for (let at = 0; at < text.length; at++) {
        units.push(text.charAt(at));
        starts.push(start);
        ends.push(end);
    }
};

const finished = ({ units, starts, ends }: Draft): View => ({ text: units.join(""), starts, ends });

const viewOf = (text: string): View => {
    const starts = Array.from({ length: text.length }, (_, at) => at);
    return { text, starts, ends: starts.map((at) => at + 1) };
};

/** Escapes of Python's repr, of JSON and of shells. */
const BACKSLASH = /\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[\s\S])/gi;

/** Escapes of URLs. */
const PERCENT = /%[0-9a-f]{2}/gi;

const LETTERS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", "0": "\0" };

const unitsOf = (sequence: string): string => {
    const code = Number.parseInt(sequence.slice(sequence.startsWith("%") ? 1 : 2), 16);
    const isCode = sequence.length > 2 && code <= 0x10ffff;
    return isCode ? String.fromCodePoint(code) : (LETTERS[sequence.charAt(1)] ?? sequence.slice(1));
};

const withoutEscapes = (view: View, escapes: RegExp): View => {
    const { text, starts, ends } = view;
    const made = draft();
    let done = 0;
    const copy = (end: number): void => {
        for (; done < end; done++) add(made, text.charAt(done), starts[done] ?? 0, ends[done] ?? 0);
    };
    for (const { 0: sequence, index } of text.matchAll(escapes)) {
        copy(index);
        done = index + sequence.length;
        add(made, unitsOf(sequence), starts[index] ?? 0, ends[done - 1] ?? 0);
    }
    copy(text.length);
    return finished(made);
};

/** A text, and what it is without its escapes; those of Python and JSON can be in one another. */
export const plainViews = (text: string): readonly View[] => {
    const views = [viewOf(text)];
    for (let depth = 0; depth < 2 && views.at(-1)?.text.includes("\\"); depth++)
        views.push(...views.slice(-1).map((view) => withoutEscapes(view, BACKSLASH)));
    const encoded = views.filter((view) => view.text.includes("%"));
    return [...views, ...encoded.map((view) => withoutEscapes(view, PERCENT))];
};

/** White space, and what a message on one line shows as a space. */
const SPACE = /[\s\p{Cc}\p{Zl}\p{Zp}]/u;

const folded = (unit: string): string => {
    if (SPACE.test(unit)) return " ";
    const lower = unit.toLowerCase();
    return lower.length === 1 ? lower : unit;
};

/** The form in which texts are compared: in lower case, with a space for any amount of white space. */
export const normalise = ({ text, starts, ends }: View): View => {
    const made = draft();
    for (let at = 0; at < text.length; at++) {
        const unit = folded(text.charAt(at));
        const last = made.units.length - 1;
        if (unit === " " && made.units[last] === " ") made.ends[last] = ends[at] ?? 0;
        else add(made, unit, starts[at] ?? 0, ends[at] ?? 0);
    }
    return finished(made);
};

/** Shorter ones don't contain eight bytes. */
const BASE64 = /[A-Za-z0-9+/_-]{11,}={0,2}/g;

/** What each of a text's runs of base64 decodes to, from any of its first four letters on, as a unit for each byte. */
export const decodedRuns = (text: string): readonly View[] =>
    [...text.matchAll(BASE64)].flatMap(({ 0: run, index }) =>
        [0, 1, 2, 3].map((skipped): View => {
            const bytes = Buffer.from(run.slice(skipped), "base64");
            // PowerShell encodes UTF-16.
            const decoded = bytes.toString("latin1").replaceAll("\0", "");
            const made = draft();
            add(made, decoded, index, index + run.length);
            return finished(made);
        }),
    );

/** A text in the form in which texts are compared. */
export const normalText = (text: string): string => normalise(viewOf(text)).text;
