import { createHash } from "node:crypto";
import { entriesOf, isObject, itemsOf } from "../../spec/json.ts";
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
    /** Whether a header says how cloud-init merges it into earlier parts. */
    readonly hasMergeType?: boolean;
}

/** The hex SHA-256 of bytes. */
export const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

type Read = Pick<Part, "failure" | "isSkipped"> & { readonly value: unknown };

const NOTHING: Read = { value: undefined, failure: "", isSkipped: false };

/** Characters of YAML that are read for all parts together; a second reads about one million. */
const MOST_TEXT = 4 * 1024 * 1024;

/** Reads the YAML texts of a drive, each once, and up to a limit for all together. */
export class YamlReader {
    #left = MOST_TEXT;
    readonly #known = new Map<string, Read>();

    /** The value of a YAML text; undefined with the reason if it can't be read. */
    public read(text: string): Read {
        const read = this.#known.get(text) ?? this.#first(text);
        this.#known.set(text, read);
        return read;
    }

    #first(text: string): Read {
        if (text.length > this.#left) return { ...NOTHING, isSkipped: true };
        this.#left -= text.length;
        const read = readBounded(text);
        if ("kind" in read) return { ...NOTHING, value: read.value };
        return { ...NOTHING, failure: read.problems.join("; "), isSkipped: read.warnings.length > 0 };
    }

    /**
     * A template is only YAML once the guest has filled it in. But many have expressions in quotes and no statements,
     * so that they are YAML as they are.
     */
    public readTemplate(text: string): Read {
        if (text.includes("{%") || text.includes("{#")) return NOTHING;
        return { ...NOTHING, value: this.read(text).value };
    }
}

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

/** Characters of all items of an archive. Only aliases can make more of a text that is small enough to be read. */
const MOST_IN_ITEMS = 1024 * 1024;

/** A text with its type for cloud-init. */
interface Item {
    readonly content: string;
    readonly type: string;
    /** Other keys of an item are headers: `_explode_archive` in cloudinit/user_data.py. */
    readonly hasMergeType: boolean;
}

const itemOf = (item: unknown): Item | undefined => {
    const content = isObject(item) ? item["content"] : item;
    if (typeof content !== "string") return undefined;
    const type = usedItemType(isObject(item) ? item["type"] : undefined, content);
    return { content, type, hasMergeType: entriesOf(item).some(([key]) => /^(?:x-)?merge-type$/i.test(key)) };
};

/** The parts in a cloud-config archive, which isn't read in depth: an archive in one is a part of its own kind. */
const itemsIn = (value: unknown, place: string, reader: YamlReader): readonly Part[] => {
    let left = MOST_IN_ITEMS;
    return itemsOf(value)
        .slice(0, MOST_ITEMS)
        .flatMap((each, index) => {
            const item = itemOf(each);
            if (item === undefined) return [];
            left -= item.content.length;
            const inner = `${place}${place === "" ? "" : ", "}item ${index + 1}`;
            if (left < 0) return [];
            return [{ ...ofText(item.content, item.type, inner, reader), hasMergeType: item.hasMergeType }];
        });
};

/** Adds to a part what is read of it. */
const withRead = (part: Part, { failure, isSkipped }: Read, config?: Part["config"]): Part => ({
    ...part,
    failure,
    isSkipped,
    config,
});

const ofText = (text: string, type: string, place: string, reader: YamlReader): Part => {
    const kind = kindOf(text, type);
    const bytes = new TextEncoder().encode(text);
    const part: Part = { place, kind, bytes, text, failure: "", isSkipped: false, config: undefined };
    if (kind === IGNITION) return { ...part, config: { kind: "ignition", value: parseJson(text) } };
    if (type === "text/jinja2" && kind.name.endsWith("of cloud-config")) {
        const read = reader.readTemplate(text);
        return withRead(part, read, mapping(read));
    }
    if (type !== "text/cloud-config") return part;
    const read = reader.read(text);
    return withRead(part, read, mapping(read));
};

const ARCHIVE = "text/cloud-config-archive";

const ofArchive = (text: string, place: string, reader: YamlReader): readonly Part[] => {
    const read = reader.read(text);
    return [withRead(ofText(text, ARCHIVE, place, reader), read), ...itemsIn(read.value, place, reader)];
};

/** The parts in a piece: itself, and the items of a cloud-config archive. */
export const partsOf = (piece: Piece, place: string, reader: YamlReader): readonly Part[] => {
    const { bytes } = piece;
    const failure = failureReason(piece) ?? "";
    const text = isBinary(bytes) ? undefined : Buffer.from(bytes).toString("utf8");
    const part = { place, bytes, text, failure, isSkipped: false, config: undefined };
    if (text === undefined) return [{ ...part, kind: BINARY }];
    if (failure !== "" || isUnreadMime(piece)) return [{ ...part, kind: MIME }];
    const type = usedType(piece.type, text);
    if (type === ARCHIVE) return ofArchive(text, place, reader);
    return [{ ...ofText(text, type, place, reader), hasMergeType: piece.mergeType !== undefined }];
};
