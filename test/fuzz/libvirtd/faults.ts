import type { Random } from "../random.ts";
import { DOCUMENTS, TEXTS } from "./bombs.ts";

/** What a peer can do wrong with one packet; what `a` and `b` mean is said in `spoil.ts`. */
export const FAULTS = [
    "length",
    "field",
    "word",
    "byte",
    "cut",
    "silence",
    "deaf",
    "dribble",
    "twice",
    "trailer",
    "late",
    "unasked",
    "keepalive",
    "stream",
    "error",
    "text",
    "document",
    "list",
    "refusal",
] as const;

/** One of these. */
export type FaultKind = (typeof FAULTS)[number];

/** A wrong done to the packet of a number, counted over all that a peer sends. */
export interface Fault {
    readonly at: number;
    readonly kind: FaultKind;
    readonly a: number;
    readonly b: number;
}

/** Numbers on both sides of the limits: of signs, of packets, of strings, of lists. */
export const NUMBERS: readonly number[] = [
    0, 1, 2, 3, 4, 5, 16, 20, 21, 27, 28, 29, 32, 255, 256, 16_384, 16_385, 65_536, 65_537, 4_194_303, 4_194_304,
    4_194_305, 33_554_431, 33_554_432, 33_554_436, 33_554_437, 0x2000_8086, 0x6b65_6570, 0x7fff_ffff, 0x8000_0000,
    0xffff_fffe, 0xffff_ffff,
];

const mostOf: Readonly<Partial<Record<FaultKind, readonly [number, number]>>> = {
    length: [NUMBERS.length, 2],
    field: [6, NUMBERS.length],
    word: [24, NUMBERS.length],
    byte: [200, 256],
    cut: [200, 2],
    twice: [4, 1],
    unasked: [NUMBERS.length, 7],
    trailer: [3, 1],
    keepalive: [3, 4],
    stream: [8, 6],
    error: [101, TEXTS.length],
    text: [TEXTS.length, 3],
    document: [DOCUMENTS.length, 1],
    list: [6, 1],
    refusal: [101, 1],
};

/** Any fault to any of the first packets of a talk. */
export const anyFault = (random: Random, packets: number): Fault => {
    const kind = random.pick(FAULTS);
    const [a, b] = mostOf[kind] ?? [1, 1];
    return { at: random.below(packets), kind, a: random.below(a), b: random.below(b) };
};
