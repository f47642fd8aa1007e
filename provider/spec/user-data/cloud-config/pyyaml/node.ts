import type { Mark } from "yaml-js";

/** A value in a YAML text. `mark` is where it starts. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

/** A text, whose tag decides what it means. */
export interface ScalarNode {
    readonly kind: "scalar";
    readonly tag: string;
    readonly value: string;
    readonly mark: Mark;
}

/** A list. */
export interface SequenceNode {
    readonly kind: "sequence";
    readonly tag: string;
    readonly items: readonly Use[];
    readonly mark: Mark;
}

/** A mapping, before its merges (<<) are applied. */
export interface MappingNode {
    readonly kind: "mapping";
    readonly tag: string;
    readonly pairs: readonly Pair[];
    readonly mark: Mark;
}

/** A node in one place. An alias uses the node of its anchor in a second one. */
export interface Use {
    readonly node: YamlNode;
    /** Where it is used, which is where its line is reported. */
    readonly mark: Mark;
    readonly isAlias: boolean;
}

/** A key and its value. */
export interface Pair {
    readonly key: Use;
    readonly value: Use;
}

/** A mistake at a place, with a reason that shows nothing of the text. */
export class YamlMistake extends Error {
    readonly mark: Mark;

    constructor(mark: Mark, reason: string) {
        super(reason);
        this.mark = mark;
    }
}

/** The text could be valid, but to read it would cost too much. */
export class TooCostly extends Error {}
