import { isDeepStrictEqual } from "node:util";
import * as struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { RawInputs } from "../provider/model/inputs.ts";
import { SIGNATURE } from "../provider/model/secrets.ts";
import { UNKNOWN } from "../provider/model/unknown.ts";

/** Marks a secret; `value` is the value. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Marks an output with its dependencies; without `value` it isn't known yet. */
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Placeholders by type; the core has one for all. sdk/go/common/resource/plugin/rpc.go in pulumi/pulumi. */
const PLACEHOLDERS: ReadonlySet<unknown> = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Deeper than any declaration; what Node's stack holds many times over. */
const MAX_DEPTH = 100;

/** Properties that no program can have declared. */
export class PropertyError extends Error {}

type Members = Readonly<Record<string, unknown>>;

/** Whether a value has members by name: not a list, not null. */
export const isMap = (value: unknown): value is Members =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const mapMembers = (map: Members, change: (value: unknown) => unknown): Members =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));

const plainOf = (value: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) throw new PropertyError(`properties are nested more than ${MAX_DEPTH} levels deep`);
    if (PLACEHOLDERS.has(value)) return UNKNOWN;
    if (Array.isArray(value)) return value.map((member) => plainOf(member, depth + 1));
    if (!isMap(value)) return value;
    const signature = value[SIGNATURE];
    if (signature === SECRET) return plainOf(value["value"], depth + 1);
    if (signature === OUTPUT) return value["value"] === undefined ? UNKNOWN : plainOf(value["value"], depth + 1);
    return mapMembers(value, (member) => plainOf(member, depth + 1));
};

const isMarked = (value: unknown): value is Members =>
    isMap(value) && (value[SIGNATURE] === SECRET || value[SIGNATURE] === OUTPUT);

/** A value changed inside the marks that it has. */
export const mapValue = (value: unknown, change: (value: unknown) => unknown): unknown =>
    isMarked(value) ? { ...value, value: mapValue(value["value"], change) } : change(value);

/** A value, marked as secret. */
export const secret = (value: unknown): Members => ({ [SIGNATURE]: SECRET, value });

/** Whether a value, or a member of it, is marked as secret. */
export const hasSecret = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(hasSecret);
    if (!isMap(value)) return false;
    return (
        value[SIGNATURE] === SECRET ||
        (value["secret"] === true && value[SIGNATURE] === OUTPUT) ||
        Object.values(value).some(hasSecret)
    );
};

/** The texts in a value that are marked as secret, or that a secret contains. */
export const secretTexts = (value: unknown, isInside: boolean = false): readonly string[] => {
    if (typeof value === "string") return isInside ? [value] : [];
    if (Array.isArray(value)) return value.flatMap((member) => secretTexts(member, isInside));
    if (!isMap(value)) return [];
    const isOwn = value[SIGNATURE] === SECRET || (value["secret"] === true && value[SIGNATURE] === OUTPUT);
    if (isMarked(value)) return secretTexts(value["value"], isInside || isOwn);
    return Object.values(value).flatMap((member) => secretTexts(member, isInside));
};

/** Properties as the engine sends them. */
export interface Properties {
    /** Without marks, as the core reads them. */
    readonly plain: RawInputs;
    /** With the marks of secrets and outputs. */
    readonly marked: RawInputs;
}

const NONE: Properties = { plain: {}, marked: {} };

/** Reads properties. Throws a `PropertyError` if they are nested too deeply. */
export const decode = (message: struct.Struct | undefined): Properties => {
    if (message === undefined) return NONE;
    const marked = message.toJavaScript();
    return { plain: mapMembers(marked, (value) => plainOf(value, 0)), marked };
};

/** As Struct takes it: without members that are undefined. */
const wireOf = (value: unknown): struct.JavaScriptValue => {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    if (Array.isArray(value)) return value.map(wireOf);
    return isMap(value) ? wireMap(value) : null;
};

const wireMap = (map: Members): { [key: string]: struct.JavaScriptValue } =>
    Object.fromEntries(
        Object.entries(map)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [key, wireOf(value)]),
    );

/**
 * Writes properties. A value that the engine sent keeps the program's marks unless the core changed or sealed it.
 *
 * @param sent What the engine sent.
 */
export const encode = (values: RawInputs, sent: Properties = NONE): struct.Struct => {
    const marked = Object.entries(values).map(([key, value]) => {
        const isSame = Object.hasOwn(sent.plain, key) && isDeepStrictEqual(value, sent.plain[key]);
        return [key, isSame ? sent.marked[key] : value];
    });
    return struct.Struct.fromJavaScript(wireMap(Object.fromEntries(marked)));
};
