import type { Path } from "../../path.ts";
import type { Constructor } from "./pyyaml/construct.ts";
import type { Use, YamlNode } from "./pyyaml/node.ts";

/** The use of a key or an item, and the use of its value. */
interface Step {
    readonly place: Use;
    readonly value: Use;
}

type Steps = ReadonlyMap<string | number, Step>;

/** The last of several equal keys wins. */
const stepsOf = (node: YamlNode, values: Constructor): Steps => {
    if (node.kind === "scalar") return new Map();
    if (node.kind === "sequence")
        return new Map(node.items.map((item, index) => [index, { place: item, value: item }]));
    return new Map(values.pairsOf(node).map(({ name, key, value }) => [name, { place: key, value }]));
};

/**
 * Maps paths to lines of a YAML document, starting at 1. A value from an alias or a merge has the line of the place
 * that uses it.
 */
export const linesOf = (root: YamlNode, values: Constructor): ((path: Path) => number) => {
    const known = new Map<YamlNode, Steps>();
    const stepsAt = (node: YamlNode): Steps => {
        const steps = known.get(node) ?? stepsOf(node, values);
        known.set(node, steps);
        return steps;
    };
    return (path) => {
        let { line } = root.mark;
        let node = root;
        for (const step of path) {
            const found = stepsAt(node).get(step);
            if (found === undefined) break;
            ({ line } = found.place.mark);
            if (found.value.isAlias) break;
            ({ node } = found.value);
        }
        return line + 1;
    };
};
