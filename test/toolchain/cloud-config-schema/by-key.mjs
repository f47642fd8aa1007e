const pointer = "#/$defs/";

/**
 * A schema of cloud-config in which each key has its own. cloud-init's has all of its modules' one after the other
 * (`allOf`), and each of them has to be asked about each key. Doing it again changes nothing.
 *
 * @param {{ allOf?: readonly { $ref: string }[], $defs: Record<string, object>, properties: Record<string, object> }} schema
 */
export function byKey({ allOf = [], ...schema }) {
    const names = allOf.map(({ $ref }) => $ref.slice(pointer.length));
    const properties = { ...schema.properties };
    for (const name of names) {
        const { type = "object", properties: own, additionalProperties = true, ...rest } = schema.$defs[name];
        if (type !== "object" || additionalProperties !== true || Object.keys(rest).length > 0) {
            throw new Error(`${name} says more than what its keys are: by-key.mjs would lose that`);
        }
        for (const [key, value] of Object.entries(own)) properties[key] = joined(properties[key], value);
    }
    const $defs = Object.fromEntries(Object.entries(schema.$defs).filter(([name]) => !names.includes(name)));
    return { ...schema, type: "object", $defs, properties };
}

/** Both of two schemas; an empty one says nothing. */
function joined(one, other) {
    return one === undefined || Object.keys(one).length === 0 ? other : { allOf: [one, other] };
}
