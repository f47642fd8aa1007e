import type { ContentInputs } from "../../../../../provider/model/inputs.ts";
import { UUID, writeDrive } from "../drive.ts";
import { type DriveCase, type Reading, readDrives } from "./cloudbase-init.ts";

/** A drive as it is declared, and as what the guest has it. */
export interface Declared {
    readonly inputs: ContentInputs;
    /** @default "cdrom" */
    readonly device?: DriveCase["device"];
    /** Windows' names of the machine's NICs by MAC. @default none */
    readonly adapters?: DriveCase["adapters"];
}

/** What cloudbase-init made of drives, by their names. */
export interface Readings {
    readonly version: string;
    readonly cloudConfigKeys: readonly string[];
    readonly of: ReadonlyMap<string, Reading>;
}

/** Builds the images of declared drives in a folder, and has one process of cloudbase-init read all of them. */
export const readDeclared = (python: string, folder: string, drives: Readonly<Record<string, Declared>>): Readings => {
    const cases = Object.values(drives).map(
        ({ inputs, device = "cdrom", adapters = {} }, index): DriveCase => ({
            image: writeDrive(folder, `drive-${index}`, { uuid: UUID, ...inputs }),
            format: inputs.format ?? "iso9660",
            device,
            adapters,
        }),
    );
    const { results, ...about } = readDrives(python, cases);
    const of = new Map(
        Object.keys(drives).flatMap((name, index): readonly [string, Reading][] => {
            const reading = results[index];
            return reading === undefined ? [] : [[name, reading]];
        }),
    );
    return { ...about, of };
};
