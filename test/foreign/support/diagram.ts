/// <reference lib="dom" />
import type { Page } from "playwright-core";

/** A rectangle on the screen, in CSS pixels. */
export interface Rectangle {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

/** A box of the diagram, as the browser draws it. */
export interface DrawnBox {
    readonly frame: Rectangle;
    readonly texts: readonly (Rectangle & { readonly text: string; readonly fontSize: number })[];
}

/** The diagram, as the browser draws it. */
export interface DrawnDiagram {
    readonly size: { readonly width: number; readonly height: number };
    readonly boxes: readonly DrawnBox[];
    readonly wires: number;
}

/** Measures the diagram of a page. */
export const measureDiagram = (page: Page): Promise<DrawnDiagram> =>
    page.evaluate(() => {
        const rectangle = (element: Element): Rectangle => {
            const { x, y, width, height } =
                element instanceof SVGGraphicsElement ? element.getBBox() : element.getBoundingClientRect();
            return { x, y, width, height };
        };
        const drawing = document.querySelector(".diagram svg");
        if (!(drawing instanceof SVGSVGElement)) throw new Error("the page has no diagram");
        const { width, height } = drawing.getBoundingClientRect();
        return {
            size: { width, height },
            boxes: [...drawing.querySelectorAll(".box")].map((box) => ({
                frame: rectangle(box.querySelector(".frame") ?? box),
                texts: [...box.querySelectorAll("text")].map((text) => ({
                    ...rectangle(text),
                    text: text.textContent ?? "",
                    fontSize: Number.parseFloat(getComputedStyle(text).fontSize),
                })),
            })),
            wires: drawing.querySelectorAll(".wire").length,
        };
    });

const overlap = (one: Rectangle, other: Rectangle): boolean =>
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height;

const isInside = (inner: Rectangle, outer: Rectangle): boolean =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height;

const pairsOf = <T>(things: readonly T[]): readonly (readonly [T, T])[] =>
    things.flatMap((one, index) => things.slice(index + 1).map((other) => [one, other] as const));

const named = ({ texts }: DrawnBox): string => texts.map(({ text }) => text).join(" | ");

/** What of a diagram can't be read: boxes and texts that overlap or are cut off, and small text. */
export const flawsOf = ({ size, boxes }: DrawnDiagram): readonly string[] => [
    ...pairsOf(boxes)
        .filter(([one, other]) => overlap(one.frame, other.frame))
        .map(([one, other]) => `${named(one)} overlaps ${named(other)}`),
    ...boxes
        .filter(({ frame }) => !isInside(frame, { x: 0, y: 0, ...size }))
        .map((box) => `${named(box)} is beyond the edge`),
    ...boxes.flatMap(({ frame, texts }) => [
        ...texts.filter((text) => !isInside(text, frame)).map(({ text }) => `${text} leaves its box`),
        ...texts.filter(({ fontSize }) => fontSize < 12).map(({ text, fontSize }) => `${text} has ${fontSize} px`),
        ...pairsOf(texts)
            // Lines may touch: a line's height has room above and below its letters.
            .filter(([one, other]) => one.y === other.y && overlap(one, other))
            .map(([one, other]) => `${one.text} overlaps ${other.text}`),
    ]),
];
