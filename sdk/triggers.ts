import * as pulumi from "@pulumi/pulumi";

const isPlain = (value: object): boolean =>
    Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** What in a value has no JSON form, so that its changes would go unnoticed. An output's value isn't known yet. */
const oddityIn = (value: unknown, above: readonly object[] = []): string | undefined => {
    if (["function", "bigint", "symbol"].includes(typeof value)) return `a ${typeof value}`;
    if (typeof value !== "object" || value === null) return undefined;
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return undefined;
    if (pulumi.Resource.isInstance(value)) return "a resource";
    if (above.includes(value)) return "a circular structure";
    if (!isPlain(value)) return `a ${value.constructor.name}`;
    return Object.values(value)
        .map((member) => oddityIn(member, [...above, value]))
        .find((found) => found !== undefined);
};

/**
 * Checks a drive's triggers.
 *
 * @throws RunError if one can't be compared.
 */
export const requireComparable = (name: string, triggers: unknown): void => {
    const oddity = oddityIn(triggers);
    if (oddity === undefined) return;
    throw new pulumi.RunError(
        `declare the config drive ${JSON.stringify(name)}: triggers contains ${oddity}, whose changes can't be seen. Use plain values and outputs, such as vm.memory.`,
    );
};
