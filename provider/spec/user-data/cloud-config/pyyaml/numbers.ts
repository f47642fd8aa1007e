/** Python's int() reads no decimal number with more digits: sys.int_info.default_max_str_digits. */
const MAX_DIGITS = 4300;

const DIGITS: Readonly<Record<number, RegExp>> = {
    2: /^(?:0b)?[01]+$/i,
    8: /^(?:0o)?[0-7]+$/i,
    10: /^[0-9]+$/,
    16: /^(?:0x)?[0-9a-f]+$/i,
};

const PREFIXES: Readonly<Record<number, string>> = { 2: "0b", 8: "0o", 10: "", 16: "0x" };

/** Python's int(): undefined where it raises a ValueError. */
const pythonInt = (text: string, base: 2 | 8 | 10 | 16): number | undefined => {
    const [, sign, digits = ""] = /^\s*([-+]?)(.*?)\s*$/s.exec(text) ?? [];
    if (!DIGITS[base]?.test(digits)) return undefined;
    if (base === 10 && digits.length > MAX_DIGITS) return undefined;
    const prefix = PREFIXES[base] ?? "";
    const plain = digits.toLowerCase().startsWith(prefix) ? digits.slice(prefix.length) : digits;
    // An integer must stay one, however large it is.
    const size = Math.min(Number(BigInt(prefix + plain)), Number.MAX_VALUE);
    return sign === "-" ? -size : size;
};

/** Python's float(): undefined where it raises a ValueError. */
const pythonFloat = (text: string): number | undefined => {
    const plain = text.trim().toLowerCase();
    if (/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(plain)) return Number(plain);
    if (/^[-+]?inf(?:inity)?$/.test(plain)) return plain.startsWith("-") ? -Infinity : Infinity;
    return /^[-+]?nan$/.test(plain) ? Number.NaN : undefined;
};

const signed = (text: string, read: (plain: string) => number | undefined): number | undefined => {
    const plain = text.replaceAll("_", "");
    const size = read(/^[-+]/.test(plain) ? plain.slice(1) : plain);
    // Python has no negative zero among its integers; JSON Schema doesn't distinguish it either.
    return size !== undefined && plain.startsWith("-") ? 0 - size : size;
};

/** Sexagesimal numbers: 1:30 is 90. */
const base60 = (text: string, read: (part: string) => number | undefined): number | undefined =>
    text.split(":").reduce<number | undefined>((total, part) => {
        const digit = read(part);
        return total === undefined || digit === undefined ? undefined : total * 60 + digit;
    }, 0);

/** The value of `!!int`: construct_yaml_int in yaml/constructor.py. */
export const readInt = (text: string): number | undefined =>
    signed(text, (plain) => {
        if (plain.startsWith("0b")) return pythonInt(plain.slice(2), 2);
        if (plain.startsWith("0x")) return pythonInt(plain.slice(2), 16);
        if (plain.startsWith("0")) return pythonInt(plain, plain === "0" ? 10 : 8);
        return plain.includes(":") ? base60(plain, (part) => pythonInt(part, 10)) : pythonInt(plain, 10);
    });

/** The value of `!!float`: construct_yaml_float in yaml/constructor.py. */
export const readFloat = (text: string): number | undefined =>
    signed(text, (plain) => {
        if (/^\.inf$/i.test(plain)) return Infinity;
        if (/^\.nan$/i.test(plain)) return Number.NaN;
        return plain.includes(":") ? base60(plain, pythonFloat) : pythonFloat(plain);
    });
