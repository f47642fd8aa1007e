import { AFFECT_LIVE } from "../libvirt/flags.ts";
import { attribute, childElements, escapeXml, parseXml, serializeXml } from "../libvirt/xml.ts";
import { type Definition, type Disk, readDisk } from "./definition.ts";
import { noteUris, writeNote } from "./note.ts";
import type { DomainHandle } from "./read.ts";

/*
 * While a volume is rewritten, its medium is out of the trays of running machines. After a kill, the persistent
 * definition says which medium an empty tray had. Where it doesn't, e.g. in a transient domain, a note says so.
 */

const TRAYS = noteUris("trays");

/** The cdroms of a running machine that are to get their medium back, as they were with it. */
export const notedTrays = ({ notes }: Pick<Definition, "notes">): readonly Disk[] =>
    notes
        .filter(({ namespaceURI }) => namespaceURI?.startsWith(TRAYS))
        .flatMap((note) => childElements(note))
        .map((tray) => readDisk(parseXml(attribute(tray, "disk") ?? "<disk/>")));

/** Notes the cdroms of a running machine that a drive's medium is about to leave; none removes the note. */
export const noteTrays = async (domain: DomainHandle, alias: string, disks: readonly Disk[]): Promise<void> => {
    // As text: libvirt moves every element of a note into the note's namespace.
    const xml = disks.map(({ element }) => `<tray disk="${escapeXml(serializeXml(element))}"/>`).join("");
    await writeNote(domain, `${TRAYS}${alias}`, xml === "" ? undefined : `<trays>${xml}</trays>`, AFFECT_LIVE);
};
