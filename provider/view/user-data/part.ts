import { createHash } from "node:crypto";
import { isObject, itemsOf } from "../../spec/json.ts";
import { isBinary } from "../../spec/user-data/beginning.ts";
import { pythonType } from "../../spec/user-data/cloud-config/pyyaml/python-value.ts";
import { readBounded } from "../../spec/user-data/cloud-config/read-bounded.ts";
import { failureReason } from "../../spec/user-data/failure-reason.ts";
import type { Piece } from "../../spec/user-data/piece.ts";
import { isUnreadMime } from "../../spec/user-data/unread-mime.ts";
import { usedItemType, usedType } from "../../spec/user-data/used-type.ts";
import type { PartKind } from "../drive-view.ts";
import { BINARY, IGNITION, kindOf, MIME } from "./part-kind.ts";

/** A part of user data as a guest sees it, with what it means. */
export interface Part {
    readonly place: string;
    readonly kind: PartKind;
    readonly bytes: Uint8Array;
    /** Undefined if it isn't text. */
    readonly text: string | undefined;
    readonly failure: string;
    /** Whether it can be a cloud-config that is too large to be read here. */
    readonly isSkipped: boolean;
    /** A cloud-config or an Ignition config. */
    readonly config: { readonly kind: "cloud-config" | "ignition"; readonly value: unknown } | undefined;
}

/** The hex SHA-256 of bytes. */
export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

type Read = Pick<Part, "failure" | "isSkipped"> & { readonly value: unknown };

const NOTHING: Read = { value: undefined, failure: "", isSkipped: false };

/** The value of a YAML text; undefined with the reason if it can't be read. */
const readText = (text: string): Read => {
    const read = readBounded(text);
    if ("kind" in read) return { ...NOTHING, value: read.value };
    return { value: undefined, failure: read.problems.join("; "), isSkipped: read.warnings.length > 0 };
};

/**
 * A template is only YAML once the guest has filled it in. But many have expressions in quotes and no statements, so
 * that they are YAML as they are.
 */
const readTemplate = (text: string): Read => {
    if (text.includes("{%") || text.includes("{#")) return NOTHING;
    return { ...NOTHING, value: readText(text).value };
};

const mapping = (read: Read): Part["config"] =>
    isObject(read.value) && pythonType(read.value) === undefined
        ? { kind: "cloud-config", value: read.value }
        : undefined;

const parseJson = (text: string): unknown => {
    try {
        const value: unknown = JSON.parse(text);
        return value;
    } catch {
        return undefined;
    }
};

/** More than any real archive has. */
const MOST_ITEMS = 256;

/** The parts in a cloud-config archive, which isn't read in depth: an archive in one is a part of its own kind. */
const itemsIn = (value: unknown, place: string): readonly Part[] =>
    itemsOf(value)
        .slice(0, MOST_ITEMS)
        .flatMap((item, index) => {
            const content = isObject(item) ? item["content"] : item;
            if (typeof content !== "string") return [];
            const type = usedItemType(isObject(item) ? item["type"] : undefined, content);
            return ofText(content, type, `${place}${place === "" ? "" : ", "}item ${index + 1}`, false);
        });

const ofText = (text: string, type: string, place: string, isOuter: boolean): readonly Part[] => {
    const kind = kindOf(text, type);
    const part = {
        place,
        kind,
        bytes: new TextEncoder().encode(text),
        text,
        failure: "",
        isSkipped: false,
        config: undefined,
    };
    if (kind === IGNITION) return [{ ...part, config: { kind: "ignition", value: parseJson(text) } }];
    if (type === "text/jinja2" && kind.name.endsWith("of cloud-config")) {
        return [{ ...part, config: mapping(readTemplate(text)) }];
    }
    if (type === "text/cloud-config") {
        const read = readText(text);
        return [{ ...part, failure: read.failure, isSkipped: read.isSkipped, config: mapping(read) }];
    }
    if (type !== "text/cloud-config-archive" || !isOuter) return [part];
    const read = readText(text);
    return [{ ...part, failure: read.failure, isSkipped: read.isSkipped }, ...itemsIn(read.value, place)];
};

/** The parts in a piece: itself, and the items of a cloud-config archive. */
export const partsOf = (piece: Piece, place: string): readonly Part[] => {
    const { bytes } = piece;
    const failure = failureReason(piece);
    const isText = !isBinary(bytes);
    const text = isText ? Buffer.from(bytes).toString("utf8") : undefined;
    const part = { place, bytes, text, failure: failure ?? "", isSkipped: false, config: undefined };
    if (text === undefined) return [{ ...part, kind: BINARY }];
    if (failure !== undefined || isUnreadMime(piece)) return [{ ...part, kind: MIME }];
    // The bytes are those on the drive, whatever their text is once it is decoded.
    return ofText(text, usedType(piece.type, text), place, true).map((each, index) =>
        index === 0 ? { ...each, bytes } : each,
    );
};
