/** A value of each kind that JSON has, and lists and objects with something in them that some key may want. */
export const VALUES: readonly unknown[] = [
    ...[null, true, 5, 1.5, "text", "", "2030-12-31", [], {}],
    ...[[null], [1], ["a"], [["a", "b"]], [{}], [{ a: "b" }], [{ name: "x" }]],
    ...[{ a: 1 }, { a: {} }, { a: ["b"] }, { enabled: true }],
];

/** A value with one part of it, at whatever depth, replaced by another or its key mistyped: all such, one by one. */
export const mutantsOf = (value: unknown): readonly unknown[] => {
    const here = VALUES.filter((each) => JSON.stringify(each) !== JSON.stringify(value));
    if (Array.isArray(value)) {
        return [...here, ...value.flatMap((item, index) => mutantsOf(item).map((each) => value.with(index, each)))];
    }
    if (typeof value !== "object" || value === null) return here;
    const inside = Object.entries(value).flatMap(([key, member]) => {
        const { [key]: _, ...rest } = Object.fromEntries(Object.entries(value));
        return [rest, { ...rest, [`${key}x`]: member }, ...mutantsOf(member).map((each) => ({ ...rest, [key]: each }))];
    });
    return [...here, ...inside];
};
