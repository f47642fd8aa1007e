import { typeOf } from "../../mime.ts";
import { meantBy, quote } from "../../reason.ts";
import { capped, type Findings, NONE, problem, together, warning } from "./findings.ts";
import { type Expression, readTemplate } from "./jinja.ts";
import { META_DATA_PREFIX, NAMES } from "./jinja-names.ts";
import { LARGEST } from "./read-bounded.ts";

/** Names that jinja itself defines, and its words. */
const JINJA = new Set(
    (
        "and or not in is if else elif endif for endfor set endset recursive loop true false none True False " +
        "None range dict lipsum cycler joiner namespace raw macro endmacro call endcall filter endfilter " +
        "block endblock with endwith do break continue include import from as extends ignore missing without " +
        "context self super varargs kwargs caller"
    ).split(" "),
);

/** Names that statements define: of loops, assignments and macros with their parameters. */
const definedIn = (expressions: readonly Expression[]): ReadonlySet<string> =>
    new Set(
        expressions.flatMap(({ code }) => {
            const [, names = ""] =
                /^[-+]?\s*(?:set|for|macro|with|call|import|from|filter|block)\b(.*?)(?:\bin\b|=(?!=)|$)/s.exec(code) ??
                [];
            return names.match(/[A-Za-z_]\w*/g) ?? [];
        }),
    );

/** Variables with their attributes; not filters, tests, attributes of other values or names of arguments. */
const VARIABLE = /(?<![\w.|]|\|\s|\bis\s|\bis\snot\s)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?!\w|\s*=(?!=))/g;

/** The near name for a variable that doesn't exist, `""` if none is near; undefined for a variable that can exist. */
const meantByVariable = (variable: string, ownKeys: readonly string[]): string | undefined => {
    const group = NAMES.find(({ prefix }) => variable.startsWith(prefix));
    if (group === undefined) return undefined;
    const [name = ""] = variable.slice(group.prefix.length).split(".", 1);
    if (group.names.includes(name) || (group.prefix === META_DATA_PREFIX && ownKeys.includes(name))) return undefined;
    const meant = meantBy(name, group.names);
    if (meant !== undefined) return group.prefix + meant;
    return group.isComplete ? "" : undefined;
};

const UNKNOWN = "uses a jinja variable that cloud-init doesn't have on a config drive";

/** More than any real template has; to find a near name takes 80 microseconds. */
const MOST_VARIABLES = 1000;

/** The variables in expressions, each with its first line. */
const variablesIn = (expressions: readonly Expression[]): ReadonlyMap<string, number> => {
    const lines = new Map<string, number>();
    for (const { code, line } of expressions) {
        // A template can ask for a variable that only other clouds have.
        if (/\bdefault\b|\bdefined\b|\|\s*d\b/.test(code)) continue;
        for (const variable of code.match(VARIABLE) ?? []) lines.set(variable, lines.get(variable) ?? line);
    }
    return lines;
};

const unknownIn = (expressions: readonly Expression[], ownKeys: readonly string[]): readonly string[] => {
    const defined = definedIn(expressions);
    const variables = [...variablesIn(expressions)].filter(([variable]) => {
        const [root = ""] = variable.split(".", 1);
        return !JINJA.has(root) && !defined.has(root);
    });
    const reasons = variables.slice(0, MOST_VARIABLES).flatMap(([variable, line]) => {
        const meant = meantByVariable(variable, ownKeys);
        if (meant === undefined) return [];
        return [`line ${line}: ${UNKNOWN}${meant === "" ? "" : `; did you mean ${quote(meant)}?`}`];
    });
    return [...new Set(reasons)];
};

const headerOf = (text: string): Findings => {
    const start = text.replace(/^\s*##[^\r\n]*/, "").trimStart();
    // What an expression prints is only known in the guest.
    if (/^\{[{%#]/.test(start) || typeOf(start) !== "text/plain") return NONE;
    return problem(
        'must have a header such as "#cloud-config" after "## template: jinja"; cloud-init ignores all of it',
    );
};

const ofUnclosed = (line: number | undefined): Findings =>
    line === undefined
        ? NONE
        : problem(`line ${line}: opens {{, {% or {# that isn't closed, so cloud-init ignores all of it`);

/**
 * Checks a jinja template, which cloud-init fills in before it reads it: cloudinit/handlers/jinja_template.py.
 *
 * @param ownKeys The keys that the program adds to `meta_data.json`.
 */
export const checkTemplate = (text: string, ownKeys: readonly string[]): Findings => {
    if (text.length > LARGEST) return warning("is larger than 1 MiB, so its jinja isn't checked");
    const { expressions, unclosed } = readTemplate(text);
    const plain = expressions.map(({ code, line }) => ({ code: code.replaceAll(/'[^']*'|"[^"]*"/g, "''"), line }));
    return together([headerOf(text), ofUnclosed(unclosed), warning(...capped(unknownIn(plain, ownKeys)))]);
};

/** Variables of cloud-init in a text without the header: other programs' templates have others. */
const OURS = /\{\{-?\s*(?:v1|ds)\s*[.[]/;

const TYPED =
    'is a template, but its declared type keeps cloud-init from filling it in; omit the type, or declare "text/jinja2"';

/** Warns of jinja in a text that cloud-init doesn't fill in. */
export const findUnrendered = (text: string): Findings => {
    if (/^## template: *jinja/i.test(text)) return warning(TYPED);
    const line = text.split(/\r\n|\r|\n/).findIndex((each) => OURS.test(each) && !/^\s*#/.test(each));
    if (line === -1) return NONE;
    return warning(
        `line ${line + 1}: has {{ … }}, but the text doesn't start with "## template: jinja", so cloud-init doesn't fill it in`,
    );
};
