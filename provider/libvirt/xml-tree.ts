import { SaxesParser } from "saxes";
import { ConfigDriveError } from "../text/errors.ts";

/** A domain with 500 disks has half a million. */
const MAX_CHARACTERS = 1_048_576;
/** Such a domain has a few thousand elements (two tags each), with two or three attributes each. */
const MAX_TAGS = 20_000;
const MAX_ATTRIBUTES = 20_000;
/** The limit of libxml2, and so of libvirt: each image of a disk's backing chain is nested in the one above it. */
const MAX_DEPTH = 256;

/** XML 1.0 2.2. The parser misses some lone surrogates. */
export const FORBIDDEN: RegExp = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

const DOCUMENT_TYPE = "it declares a document type";
const FORBIDDEN_CHARACTER = "it has a character that XML can't hold";

/** Replacements for messages of the parser. Its other messages aren't shown, because some quote the document. */
const PROBLEMS: Readonly<Record<string, string>> = {
    "inappropriately located doctype declaration.": DOCUMENT_TYPE,
    "malformed character entity.": FORBIDDEN_CHARACTER,
};

/** The namespaces of this package's notes in a domain start with this. */
export const OWN_NOTES = "urn:pulumi-config-drive:";

/** XML that can't be read or is too large. */
export class UnreadableXmlError extends ConfigDriveError {
    readonly #happened: string;

    /** @param of Whose XML it is. */
    public constructor(happened: string, options?: ErrorOptions, of = "libvirt") {
        super(
            "host-failed",
            `read XML of ${of}: ${happened}. Report this, with the version of libvirt, as an issue of pulumi-config-drive.`,
            options,
        );
        this.#happened = happened;
    }

    /** The same error, which says whose XML it is. */
    public of(what: string): UnreadableXmlError {
        return new UnreadableXmlError(this.#happened, { cause: this.cause }, what);
    }
}

/** The namespace that an attribute such as `xmlns` or `xmlns:qemu` declares; empty for none. */
export type NamespaceOf = (declaration: string) => string;

/** An element of a parsed document. Attributes are in the order of the document; a child is an element or text. */
export interface XmlElement {
    readonly tagName: string;
    readonly namespaceURI: string | undefined;
    readonly namespaceOf: NamespaceOf;
    readonly attributes: ReadonlyMap<string, string>;
    readonly children: readonly (XmlElement | string)[];
}

interface OpenElement extends XmlElement {
    readonly children: (XmlElement | string)[];
}

/** Namespaces in XML 1.0, 3: two prefixes need no declaration. */
export const BUILT_IN: NamespaceOf = (declaration) => (/^xmlns:xml(?:ns)?$/.test(declaration) ? declaration : "");

/** The attribute that declares the namespace of a name. */
export const declarationOf = (name: string): string =>
    name.includes(":") ? `xmlns:${name.slice(0, name.indexOf(":"))}` : "xmlns";

const openElement = (tagName: string, attributes: XmlElement["attributes"], outer: NamespaceOf): OpenElement => {
    const namespaceOf: NamespaceOf = (declaration) => attributes.get(declaration) ?? outer(declaration);
    const isQualified = (name: string): boolean =>
        !name.includes(":") || (/^[^:]+:[^:]+$/.test(name) && namespaceOf(declarationOf(name)) !== "");
    if (![tagName, ...attributes.keys()].every(isQualified)) throw new SyntaxError("a prefix is not bound");
    const namespaceURI = namespaceOf(declarationOf(tagName)) || undefined;
    return { tagName, attributes, children: [], namespaceOf, namespaceURI };
};

const isOwnNote = (attributes: XmlElement["attributes"]): boolean =>
    [...attributes.values()].some((value) => value.includes(OWN_NOTES));

const checkCount = (count: number, maximum: number, what: string): void => {
    if (count > maximum) throw new UnreadableXmlError(`it has more than ${maximum} ${what}`);
};

const checkLength = (length: number): void => {
    if (length <= MAX_CHARACTERS) return;
    throw new UnreadableXmlError(`it has ${length} characters, but at most ${MAX_CHARACTERS} are supported`);
};

/** Builds the tree and omits other programs' notes. Stops at the event that exceeds a bound. */
class Builder {
    public readonly document = openElement("", new Map(), BUILT_IN);
    /** The document and the open elements. Elements in another program's note only count in `#depth`. */
    readonly #open = [this.document];
    #depth = 0;
    #tagCount = 0;
    #attributeCount = 0;
    #attributes = new Map<string, string>();
    #length: number;

    public constructor(text: string) {
        this.#length = text.length;
    }

    /** The innermost open element; undefined in another program's note. */
    get #parent(): OpenElement | undefined {
        return this.#open[this.#depth];
    }

    public attribute(name: string, value: string): void {
        this.#attributeCount += 1;
        checkCount(this.#attributeCount, MAX_ATTRIBUTES, "attributes");
        this.#attributes.set(name, value);
    }

    public start(name: string, isSelfClosing: boolean): void {
        this.#tagCount += isSelfClosing ? 1 : 2;
        checkCount(this.#tagCount, MAX_TAGS, "tags");
        const parent = this.#parent;
        const attributes = this.#attributes;
        this.#attributes = new Map();
        this.#depth += 1;
        if (!isSelfClosing) checkCount(this.#depth, MAX_DEPTH, "levels");
        // In other programs' notes, libvirt keeps names with an unbound prefix or two colons.
        if (parent === undefined || (parent.tagName === "metadata" && !isOwnNote(attributes))) return;
        const element = openElement(name, attributes, parent.namespaceOf);
        parent.children.push(element);
        this.#open.push(element);
    }

    public end(): void {
        if (this.#parent !== undefined) this.#open.pop();
        this.#depth -= 1;
    }

    public text(text: string): void {
        if (text !== "") this.#parent?.children.push(text);
    }

    /** `serializeXml` writes a section as text, where a reference makes some characters five times as long. */
    public section(text: string): void {
        if (this.#parent !== undefined) this.#length += 4 * text.replace(/[^<>&]/g, "").length;
        checkLength(this.#length);
        this.text(text);
    }
}

const readTree = (text: string): XmlElement | undefined => {
    const builder = new Builder(text);
    // libvirt reads every document as XML 1.0. XML 1.1 has more line ends, which would change file names.
    const parser = new SaxesParser({ position: false, defaultXMLVersion: "1.0", forceXMLVersion: true });
    parser.on("doctype", () => parser.fail("inappropriately located doctype declaration."));
    parser.on("attribute", ({ name, value }) => builder.attribute(name, value));
    parser.on("opentag", ({ name, isSelfClosing }) => builder.start(name, isSelfClosing));
    parser.on("closetag", () => builder.end());
    parser.on("text", (piece) => builder.text(piece));
    parser.on("cdata", (piece) => builder.section(piece));
    // XML 1.0 2.11. The parser would do the same, but it needs 32 bytes for each carriage return.
    parser.write(text.split("\r\n").join("\n").split("\r").join("\n")).close();
    return builder.document.children.find((child) => typeof child !== "string");
};

/**
 * Parses XML from a peer. The tree omits comments, and other programs' notes in a domain's `<metadata>`. A document is
 * rejected before its tree is complete if it has more than a million characters, a document type (and so entities),
 * characters that XML can't hold, too many elements or attributes, or elements nested too deeply.
 *
 * @throws UnreadableXmlError
 */
export const parseXml = (text: string): XmlElement => {
    checkLength(text.length);
    if (FORBIDDEN.test(text)) throw new UnreadableXmlError(FORBIDDEN_CHARACTER);
    try {
        const root = readTree(text);
        if (root !== undefined) return root;
    } catch (cause) {
        if (!(cause instanceof Error) || cause instanceof UnreadableXmlError) throw cause;
        throw new UnreadableXmlError(PROBLEMS[cause.message] ?? "it is not well-formed", { cause });
    }
    throw new UnreadableXmlError("it has no element");
};
