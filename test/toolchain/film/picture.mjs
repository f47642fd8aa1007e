import { lengthOf } from "./cast.mjs";
import { pageOf } from "./rows.mjs";

const [charWidth, rowHeight, margin] = [8.45, 19, 16];

/** What a terminal's eight colours are on a light and on a dark page. Each is readable on the background. */
const names = ["grey", "red", "green", "yellow", "blue", "magenta", "cyan"];
const themes = {
    light: {
        background: "#f6f8fa",
        border: "#d1d9e0",
        text: "#1f2328",
        grey: "#59636e",
        red: "#a40e26",
        green: "#116329",
        yellow: "#7d4e00",
        blue: "#0550ae",
        magenta: "#6639ba",
        cyan: "#1b6b72",
    },
    dark: {
        background: "#0d1117",
        border: "#3d444d",
        text: "#e6edf3",
        grey: "#9198a1",
        red: "#ff7b72",
        green: "#56d364",
        yellow: "#e3b341",
        blue: "#79c0ff",
        magenta: "#d2a8ff",
        cyan: "#56d4dd",
    },
};

/**
 * A film as one SVG, which plays it over and over. Where animations aren't wanted or shown, it is the last picture.
 *
 * Each line is drawn once, below the one before. A curtain uncovers them, and the page of lines moves up when the
 * terminal is full.
 *
 * @param {import("./cast.mjs").Cast} cast
 * @returns {string}
 */
export function pictureOf(cast) {
    const { rows, lengths } = pageOf(cast);
    const [wide, high] = [Math.ceil(cast.width * charWidth), cast.height * rowHeight];
    const [outerWide, outerHigh] = [wide + 2 * margin, high + 2 * margin];
    const replaced = rows.filter(({ shown }) => shown !== undefined);
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${outerWide} ${outerHigh}" role="img" aria-labelledby="title">`,
        `<title id="title">${escaped(cast.title)}</title>`,
        `<style>\n${styles().join("\n")}\n${motion(lengths, replaced, cast).join("\n")}\n</style>`,
        `<rect class="page" x=".5" y=".5" width="${outerWide - 1}" height="${outerHigh - 1}" rx="8"/>`,
        `<svg x="${margin}" y="${margin}" width="${wide}" height="${high}">`,
        '<g class="lines">',
        ...rows.filter((row) => row.pieces.length > 0 && !replaced.includes(row)).map(textOf),
        ...replaced.map((row, index) => `<g id="r${index}" class="replaced">${cover(row, wide)}${textOf(row)}</g>`),
        "</g>",
        `<rect id="curtain" class="cover" width="${wide}" height="${high}"/>`,
        "</svg>",
        "</svg>",
        "",
    ].join("\n");
}

/** Hides the row that comes in the place of another. */
function cover({ row }, wide) {
    return `<rect class="cover" y="${row * rowHeight}" width="${wide}" height="${rowHeight}"/>`;
}

function textOf({ row, pieces }) {
    const spans = pieces.map(({ text, bold, colour }) => {
        // Bright white is the colour of the text, and bright black grey.
        const name = colour === undefined ? undefined : colour === 8 ? names[0] : names[colour % 8];
        const classes = [bold ? "bold" : undefined, name].filter((each) => each !== undefined);
        return classes.length === 0 ? escaped(text) : `<tspan class="${classes.join(" ")}">${escaped(text)}</tspan>`;
    });
    return `<text y="${row * rowHeight + 14}">${spans.join("")}</text>`;
}

function styles() {
    const colours = (theme) =>
        Object.entries(theme)
            .map(([name, colour]) => `--${name}:${colour}`)
            .join(";");
    const font = "14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";
    return [
        `svg{${colours(themes.light)}}`,
        `@media (prefers-color-scheme:dark){svg{${colours(themes.dark)}}}`,
        `text{font:${font};white-space:pre;fill:var(--text)}`,
        ".bold{font-weight:700}",
        ...names.map((name) => `.${name}{fill:var(--${name})}`),
        ".page{fill:var(--background);stroke:var(--border)}",
    ];
}

/** The last picture as it stands, and how the film gets there. */
function motion(lengths, replaced, cast) {
    const seconds = lengthOf(cast);
    const percent = (at) => `${((at / seconds) * 100).toFixed(2)}%`;
    const moves = (rowsAfter) => {
        const frames = [...new Map(lengths.map(({ at, rows }) => [at, rowsAfter(rows)]))];
        const changes = frames.filter(([, rows], index) => rows !== frames[index - 1]?.[1]);
        const steps = changes.map(([at, rows]) => `${percent(at)}{transform:translateY(${rows * rowHeight}px)}`);
        return `${steps.join("")}100%{transform:translateY(${(changes.at(-1)?.[1] ?? 0) * rowHeight}px)}`;
    };
    const above = (rows) => Math.max(0, rows - cast.height);
    const last = above(lengths.at(-1)?.rows ?? 0);
    const play = (name) => `animation:${name} ${seconds}s step-end infinite`;
    return [
        `.lines{transform:translateY(${-last * rowHeight}px)}`,
        "#curtain,.replaced{visibility:hidden}",
        ".cover{fill:var(--background)}",
        "@media (prefers-reduced-motion:no-preference){",
        `.lines{${play("lines")}}`,
        `#curtain{visibility:visible;${play("curtain")}}`,
        ...replaced.map((_, index) => `#r${index}{${play(`r${index}`)}}`),
        "}",
        `@keyframes lines{${moves((rows) => -above(rows))}}`,
        `@keyframes curtain{${moves((rows) => Math.min(rows, cast.height))}}`,
        ...replaced.map(({ shown: { from, to } }, index) => {
            const [first, second] = [percent(from), percent(to)];
            return `@keyframes r${index}{0%{visibility:hidden}${first}{visibility:visible}${second},100%{visibility:hidden}}`;
        }),
    ];
}

function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
