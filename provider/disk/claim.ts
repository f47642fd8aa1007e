import { createHash } from "node:crypto";
import type { Definition } from "../domain/definition.ts";
import { writeNote } from "../domain/note.ts";
import { type DomainHandle, partsOf, readDomain } from "../domain/read.ts";
import { AFFECT_LIVE } from "../libvirt/flags.ts";
import { attribute, escapeXml } from "../libvirt/xml.ts";

/*
 * libvirt takes a cdrom that is plugged in live at a taken target for a change of the other's medium, and 11.3 carries
 * that out. A persistent definition refuses it first; in a transient domain nothing does. So whoever plugs one in there
 * first writes into the domain's metadata which target that will be.
 */

const CLAIMS = "urn:pulumi-config-drive:targets:";

const uriOf = (alias: string): string => `${CLAIMS}${alias}`;

/** Targets that other drives than the one of this alias are about to take. */
export const claimedTargets = ({ notes }: Pick<Definition, "notes">, alias: string): readonly string[] =>
    notes
        .filter(({ namespaceURI }) => namespaceURI?.startsWith(CLAIMS) && namespaceURI !== uriOf(alias))
        .map((claim) => attribute(claim, "target") ?? "");

/**
 * Claims a target; false where another drive has it, or claims it too. Of two that write their claims and then look, at
 * least the second sees the first's, so that never both go on.
 */
export const claimTarget = async (domain: DomainHandle, alias: string, target: string): Promise<boolean> => {
    await writeNote(domain, uriOf(alias), `<claim target="${escapeXml(target)}"/>`, AFFECT_LIVE);
    return partsOf(await readDomain(domain)).every(
        ({ definition }) =>
            !claimedTargets(definition, alias).includes(target) &&
            definition.disks.every((disk) => disk.target !== target),
    );
};

/** Takes a claim back. One that stays only keeps others off its target until the domain stops. */
export const dropClaim = async (domain: DomainHandle, alias: string): Promise<void> => {
    await writeNote(domain, uriOf(alias), undefined, AFFECT_LIVE).catch(() => undefined);
};

/** Two that claim one target at the same moment give way to each other; at another moment one of them finds it free. */
const MAX_PAUSE_MS = 200;

/** Milliseconds before the next claim: others for each drive and each attempt, so that no two keep step. */
export const pauseOf = (alias: string, attempt: number): number => {
    const digest = createHash("sha256").update(`${alias} ${attempt}`).digest();
    return (digest.readUInt16BE() / 2 ** 16) * MAX_PAUSE_MS;
};
