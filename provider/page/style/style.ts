import { BASE } from "./base.ts";
import { CHANGES } from "./changes.ts";
import { CODE } from "./code.ts";
import { COLOURS } from "./colours.ts";
import { DIAGRAM } from "./diagram.ts";
import { PARTS } from "./parts.ts";
import { PRINT } from "./print.ts";

/** The style of the page, whose hash its policy has. */
export const STYLE: string = [COLOURS, BASE, PARTS, CODE, CHANGES, DIAGRAM, PRINT].join("");
