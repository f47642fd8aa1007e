import { DOMParser, type Element, type Node, XMLSerializer } from "@xmldom/xmldom";
import { ConfigDriveError } from "../errors.ts";
import { boundXml } from "./xml-bounds.ts";

/** An element of a parsed document; may be changed and serialised again. */
export type XmlElement = Element;

/** XML that can't be read, or is too large to be. */
export class UnreadableXmlError extends ConfigDriveError {
    readonly #happened: string;

    /** @param of Whose XML it is. */
    public constructor(happened: string, options?: ErrorOptions, of = "libvirt") {
        super("host-failed", `read XML of ${of}: ${happened}. Report the libvirt version.`, options);
        this.#happened = happened;
    }

    /** The same error, which says whose XML it is. */
    public of(what: string): UnreadableXmlError {
        return new UnreadableXmlError(this.#happened, { cause: this.cause }, what);
    }
}

const ELEMENT_NODE = 1;
const XML_TYPE = "text/xml";

/**
 * Parses XML that came from a peer. Refused before it is parsed: more than a million characters, any document type (and with it
 * entities), characters that XML can't hold, too many elements or attributes, and elements nested too deeply. Comments
 * aren't there, nor what other programs have noted in a domain's `<metadata>`.
 *
 * @throws UnreadableXmlError
 */
export const parseXml = (text: string): XmlElement => {
    const bounded = boundXml(text);
    if ("problem" in bounded) {
        throw new UnreadableXmlError(bounded.problem);
    }
    return parseText(bounded.text);
};

const parseText = (text: string): XmlElement => {
    const parser = new DOMParser({
        onError: (level, message) => {
            if (level !== "warning") {
                throw new SyntaxError(message);
            }
        },
        // XML 1.0 2.11, as libvirt's parser has it. The default is that of XML 1.1, which would change file names.
        normalizeLineEndings: (source) => source.replaceAll("\r\n", "\n").replaceAll("\r", "\n"),
    });
    try {
        const root = parser.parseFromString(text, XML_TYPE).documentElement;
        if (root !== null) {
            return root;
        }
    } catch (cause) {
        // The parser's own words would quote what it read.
        throw new UnreadableXmlError("it is not well-formed", { cause });
    }
    throw new UnreadableXmlError("it has no element");
};

/** The first child element of that name. */
export const childElement = (element: XmlElement, name: string): XmlElement | undefined => {
    for (let node = element.firstChild; node !== null; node = node.nextSibling) {
        if (isElement(node) && node.tagName === name) {
            return node;
        }
    }
    return undefined;
};

/** All child elements of that name, or all there are, in order. */
export const childElements = (element: XmlElement, name?: string): XmlElement[] => {
    const found: XmlElement[] = [];
    for (let node = element.firstChild; node !== null; node = node.nextSibling) {
        if (isElement(node) && (name === undefined || node.tagName === name)) {
            found.push(node);
        }
    }
    return found;
};

/** The element at the end of a path of names, each the first child of that name. */
export const descendant = (element: XmlElement, ...path: readonly string[]): XmlElement | undefined =>
    path.reduce<XmlElement | undefined>((at, name) => (at === undefined ? undefined : childElement(at, name)), element);

/** An attribute's value; undefined when there is none. */
export const attribute = (element: XmlElement | undefined, name: string): string | undefined =>
    element?.getAttribute(name) ?? undefined;

/** The text of a child element without the white space around it; undefined when there is no such child. */
export const childText = (element: XmlElement, name: string): string | undefined =>
    childElement(element, name)?.textContent?.trim();

/** The element as XML. */
export const serializeXml = (element: XmlElement): string =>
    // xmldom leaves carriage returns in text as they are, and a parser would read them as line feeds.
    new XMLSerializer().serializeToString(element).replaceAll("\r", "&#13;");

/**
 * Text as it may stand in an element or between quotes in an attribute.
 *
 * @throws RangeError for characters that XML can't hold (XML 1.0 2.2): control characters and lone surrogates
 */
export const escapeXml = (text: string): string => {
    if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text)) {
        throw new RangeError(`${JSON.stringify(text)} has a character that XML can't hold`);
    }
    return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
};

/** A volume to be made. */
export interface VolumeDefinition {
    readonly name: string;
    /** Bytes. */
    readonly capacity: number;
    /** The file's mode in octal, such as `0600`. */
    readonly mode: string;
}

/**
 * The XML of a volume, for `storageVolCreateXml`. Raw and sparse whatever it will hold: the daemon makes such a file
 * itself, of exactly that size. For the format `iso` libvirt 9.0 runs qemu-img, which takes 11 ms and rounds the size up
 * to 512 bytes; what a file really holds it finds out by itself after the upload.
 */
export const buildVolumeXml = ({ name, capacity, mode }: VolumeDefinition): string =>
    [
        "<volume>",
        `<name>${escapeXml(name)}</name>`,
        `<capacity unit="bytes">${capacity}</capacity>`,
        "<allocation>0</allocation>",
        `<target><format type="raw"/><permissions><mode>${escapeXml(mode)}</mode></permissions></target>`,
        "</volume>",
    ].join("");

const isElement = (node: Node): node is Element => node.nodeType === ELEMENT_NODE;
