import * as pulumi from "@pulumi/pulumi";

/** An output knows the resources that it was made from before its value is known. Pulumi's types don't declare it. */
const resourcesOf = (output: object): readonly pulumi.Resource[] => {
    const read: unknown = Reflect.get(output, "resources");
    if (typeof read !== "function") return [];
    const known: unknown = Reflect.apply(read, output, []);
    return known instanceof Set ? [...known].filter((each) => pulumi.Resource.isInstance(each)) : [];
};

const walk = (value: unknown, seen: Set<object>): readonly unknown[] => {
    if (typeof value !== "object" || value === null) return [value];
    if (seen.has(value)) return [];
    seen.add(value);
    if (pulumi.Resource.isInstance(value)) return [value];
    if (pulumi.Output.isInstance(value)) return resourcesOf(value);
    return Object.values(value).flatMap((member) => walk(member, seen));
};

/** What is known of an argument before its outputs are: the plain values in it, and the resources it refers to. */
export const knownIn = (value: unknown): readonly unknown[] => walk(value, new Set());

/** The resources that an argument refers to, itself or by outputs in it. A promise hides what it refers to. */
export const resourcesIn = (value: unknown): readonly pulumi.Resource[] => [
    ...new Set(knownIn(value).filter((each) => pulumi.Resource.isInstance(each))),
];
