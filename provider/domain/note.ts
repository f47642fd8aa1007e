import { OWN_NOTES } from "../libvirt/xml-tree.ts";
import type { DomainHandle } from "./read.ts";

/** The start of the namespaces of one kind of note; each drive's own ends in its alias. */
export const noteUris = (kind: "intents" | "targets" | "trays"): string => `${OWN_NOTES}${kind}:`;

const XML_PREFIX = "config-drive";

/**
 * Writes a note into the `<metadata>` of one of a domain's definitions, in its own namespace; undefined removes it.
 * `Definition.notes` returns what was written.
 */
export const writeNote = async (
    { client, ref, signal }: DomainHandle,
    uri: string,
    xml: string | undefined,
    flag: number,
): Promise<void> => {
    await client.domainSetMetadata(ref, xml, { prefix: XML_PREFIX, uri }, flag, { signal });
};
