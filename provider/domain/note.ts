import type { DomainHandle } from "./read.ts";

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
