import { BUILT_IN, declarationOf, FORBIDDEN, type NamespaceOf, type XmlElement } from "./xml-tree.ts";

export { parseXml, UnreadableXmlError, type XmlElement } from "./xml-tree.ts";

/** All child elements, or all with that name, in order. */
export const childElements = (element: XmlElement, name?: string): XmlElement[] =>
    element.children.filter(
        (child): child is XmlElement => typeof child !== "string" && (name === undefined || child.tagName === name),
    );

/** The first child element with that name. */
export const childElement = (element: XmlElement, name: string): XmlElement | undefined =>
    childElements(element, name)[0];

/** The element at the end of a path of names. Each step goes to the first child with that name. */
export const descendant = (element: XmlElement, ...path: readonly string[]): XmlElement | undefined =>
    path.reduce<XmlElement | undefined>((at, name) => (at === undefined ? undefined : childElement(at, name)), element);

/** An attribute's value; undefined if there is none. */
export const attribute = (element: XmlElement | undefined, name: string): string | undefined =>
    element?.attributes.get(name);

/** All text in an element and its descendants. */
export const textOf = (element: XmlElement): string =>
    element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");

/** The text of a child element without surrounding white space; undefined if there is no child with that name. */
export const childText = (element: XmlElement, name: string): string | undefined => {
    const child = childElement(element, name);
    return child && textOf(child).trim();
};

const REFERENCES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

const referTo = (character: string): string => REFERENCES[character] ?? `&#${character.charCodeAt(0)};`;

const writeElement = (element: XmlElement, outer: NamespaceOf): string => {
    const { tagName, children, namespaceOf } = element;
    const attributes = new Map(element.attributes);
    const inScope: NamespaceOf = (declaration) => attributes.get(declaration) ?? outer(declaration);
    for (const name of [...element.attributes.keys()].filter((key) => key.includes(":")).concat(tagName)) {
        const declaration = declarationOf(name);
        const uri = namespaceOf(declaration);
        // An element above the one that is serialised may have declared it.
        if (uri !== inScope(declaration)) attributes.set(declaration, uri);
    }
    const start = Array.from(attributes, ([name, value]) => ` ${name}="${value.replace(/[<>&"\t\n\r]/g, referTo)}"`);
    const content = children.map((child) =>
        // A parser would read a carriage return as a line feed.
        typeof child === "string" ? child.replace(/[<>&\r]/g, referTo) : writeElement(child, inScope),
    );
    const end = children.length === 0 ? "/>" : `>${content.join("")}</${tagName}>`;
    return `<${tagName}${start.join("")}${end}`;
};

/** The element as XML. */
export const serializeXml = (element: XmlElement): string => writeElement(element, BUILT_IN);

/**
 * Escapes text for an element or a quoted attribute.
 *
 * @throws RangeError for characters that XML can't hold (XML 1.0 2.2): control characters and lone surrogates
 */
export const escapeXml = (text: string): string => {
    if (FORBIDDEN.test(text)) {
        throw new RangeError(`${JSON.stringify(text)} has a character that XML can't hold`);
    }
    return text.replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
};

/** A volume to create. */
export interface VolumeDefinition {
    readonly name: string;
    /** Bytes. */
    readonly capacity: number;
    /** The file's mode in octal, e.g. `0600`. */
    readonly mode: string;
}

/**
 * The XML of a volume, for `storageVolCreateXml`. The volume is always raw and sparse: the daemon creates a raw file
 * itself, with exactly this size. For the format `iso`, libvirt 9.0 runs qemu-img, which takes 11 ms and rounds the size
 * up to 512 bytes. libvirt detects the real format after the upload.
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
