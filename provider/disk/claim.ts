import { createHash } from "node:crypto";
import type { Definition } from "../domain/definition.ts";
import { noteUris, writeNote } from "../domain/note.ts";
import { type DomainHandle, partsOf, readDomain } from "../domain/read.ts";
import { AFFECT_LIVE } from "../libvirt/flags.ts";
import { attribute, escapeXml } from "../libvirt/xml.ts";

/*
 * libvirt treats the hot-plug of a cdrom at an occupied target as a change of the other cdrom's medium, and 11.3 makes
 * that change. A persistent definition refuses the plug first; in a transient domain nothing does. So before a drive is
 * plugged in there, its target is claimed in the domain's metadata.
 */

const CLAIMS = noteUris("targets");

const uriOf = (alias: string): string => `${CLAIMS}${alias}`;

/** Targets that drives with other aliases are about to use. */
export const claimedTargets = ({ notes }: Pick<Definition, "notes">, alias: string): readonly string[] =>
    notes
        .filter(({ namespaceURI }) => namespaceURI?.startsWith(CLAIMS) && namespaceURI !== uriOf(alias))
        .map((claim) => attribute(claim, "target") ?? "");

/**
 * Claims a target; false if another drive has it or claims it too. Each drive writes its claim before it looks, so of
 * two at least the second sees the other's claim, and never do both continue.
 */
export const claimTarget = async (domain: DomainHandle, alias: string, target: string): Promise<boolean> => {
    await writeNote(domain, uriOf(alias), `<claim target="${escapeXml(target)}"/>`, AFFECT_LIVE);
    return partsOf(await readDomain(domain)).every(
        ({ definition }) =>
            !claimedTargets(definition, alias).includes(target) &&
            definition.disks.every((disk) => disk.target !== target),
    );
};

/** Withdraws a claim. A leftover claim only keeps other drives off its target until the domain stops. */
export const dropClaim = async (domain: DomainHandle, alias: string): Promise<void> => {
    await writeNote(domain, uriOf(alias), undefined, AFFECT_LIVE).catch(() => undefined);
};

/** Two drives that claim one target at the same moment both back off. After different pauses, one finds it free. */
const MAX_PAUSE_MS = 200;

/** Milliseconds before the next claim: different for each drive and attempt, so that two drives don't stay in step. */
export const pauseOf = (alias: string, attempt: number): number => {
    const digest = createHash("sha256").update(`${alias} ${attempt}`).digest();
    return (digest.readUInt16BE() / 2 ** 16) * MAX_PAUSE_MS;
};
