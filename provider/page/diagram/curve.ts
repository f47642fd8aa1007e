import type { Point } from "./layout.ts";

const rounded = (value: number): string => String(Math.round(value * 10) / 10);

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;

/** Leaves the first point and reaches the second from left to right, or upright if they are above each other. */
const bend = (one: Point, other: Point): string => {
    if (one.y === other.y) return `L${at(other)}`;
    const half = (other.x - one.x) / 2;
    return `C${at({ x: one.x + half, y: one.y })} ${at({ x: other.x - half, y: other.y })} ${at(other)}`;
};

/** The path of a curve through points. */
export const curve = ([first, ...rest]: readonly Point[]): string =>
    first === undefined
        ? ""
        : [`M${at(first)}`, ...rest.map((point, index) => bend(rest[index - 1] ?? first, point))].join(" ");
