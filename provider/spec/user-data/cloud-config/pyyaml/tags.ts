const YAML = "tag:yaml.org,2002:";

/** The full name of one of YAML's own tags. */
export const tagOf = (name: string): string => YAML + name;

export const STR: string = tagOf("str");
export const MERGE: string = tagOf("merge");
export const VALUE: string = tagOf("value");

/** The plain scalars that aren't strings: yaml/resolver.py, in its order. */
const PATTERNS: readonly (readonly [name: string, first: string, pattern: RegExp])[] = [
    ["bool", "yYnNtTfFoO", /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
    [
        "float",
        "-+0123456789.",
        /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    ],
    [
        "int",
        "-+0123456789",
        /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
    ],
    ["merge", "<", /^<<$/],
    ["null", "~nN", /^(?:~|null|Null|NULL)$/],
    [
        "timestamp",
        "0123456789",
        /^[0-9]{4}-(?:[0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$/,
    ],
    ["value", "=", /^=$/],
];

/** The tag of a plain scalar. */
export const plainTag = (value: string): string => {
    const first = value.charAt(0);
    if (first === "") return tagOf("null");
    const found = PATTERNS.find(([, firsts, pattern]) => firsts.includes(first) && pattern.test(value));
    return found === undefined ? STR : tagOf(found[0]);
};
