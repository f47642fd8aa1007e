import type { RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { shownVersionIn, versionsIn } from "./metadata-versions.ts";
import { findInOther, type OtherVersion } from "./other-versions.ts";
import { type OpenedImage, type ReadVersion, readVersion } from "./read-version.ts";
import { READERS } from "./readers/readers.ts";
import { type TakenVersion, versionTakenBy } from "./readers/version-taken.ts";

/** A drive, as far as a view needs it: documents are read, and of all other files only the size is known. */
export interface ReadDrive {
    /** What declares the drive, by the version that is shown. */
    readonly inputs: RawInputs;
    /** What is wrong with the documents, by their paths. */
    readonly problems: readonly Problem[];
    /** In what the versions that readers take differ from the one shown. */
    readonly warnings: readonly Problem[];
    /** The version that is shown; `latest` if the drive has none. */
    readonly shown: ReadVersion;
    /** Versions that readers take instead. */
    readonly others: readonly ReadVersion[];
}

/** The versions that some reader takes and that aren't the one shown. */
const othersIn = (image: OpenedImage, shown: string): readonly OtherVersion[] => {
    const folders = versionsIn(image.contents);
    const takers = new Map<TakenVersion, string[]>();
    for (const reader of READERS) {
        const taken = versionTakenBy(reader, folders);
        if (taken !== undefined && taken !== shown) takers.set(taken, [...(takers.get(taken) ?? []), reader.name]);
    }
    return [...takers].map(([name, names]) => {
        const verb = names.length === 1 ? "reads" : "read";
        return { name, read: readVersion(image, name), takers: `${names.join(", ")} ${verb}` };
    });
};

/**
 * Reads a drive from its image, by whichever program it was made. Nothing in it is trusted: large documents are problems,
 * and no other file is read.
 */
export const readDrive = (image: OpenedImage): ReadDrive => {
    const shown = readVersion(image, shownVersionIn(image.contents) ?? "latest");
    const others = othersIn(image, shown.name);
    const found = others.map((other) => findInOther(image, shown, other));
    return {
        inputs: shown.inputs,
        problems: [...shown.problems, ...found.flatMap(({ problems }) => problems)],
        warnings: found.flatMap(({ warnings }) => warnings),
        shown,
        others: others.map(({ read }) => read),
    };
};
