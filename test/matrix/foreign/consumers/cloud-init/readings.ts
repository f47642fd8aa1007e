import type { ContentInputs } from "../../../../../provider/model/inputs.ts";
import { makeFolder, removeFolder } from "../../../../foreign/support/folder.ts";
import { writeDrive } from "../drive.ts";
import { type CloudInit, type Reading, type Renderer, readDrives, type Suite } from "./cloud-init.ts";
import { extractDrives } from "./extract.ts";
import { MACS } from "./networks.ts";

const RENDERERS: readonly Renderer[] = ["netplan", "networkd", "eni", "sysconfig"];

/** What each cloud-init made of drives, by the drives' names. */
export type Readings = ReadonlyMap<Suite, ReadonlyMap<string, Reading>>;

/** Builds the images of drives, has foreign tools extract them, and cloud-inits read what came out. */
export const readImages = async (
    cloudInits: readonly CloudInit[],
    drives: ReadonlyMap<string, ContentInputs>,
): Promise<Readings> => {
    const folder = makeFolder();
    try {
        const images = [...drives.values()].map((inputs, index) => writeDrive(folder, String(index), inputs));
        const trees = await extractDrives(images);
        const cases = trees.map((tree) => ({ folder: tree, macs: MACS, renderers: RENDERERS }));
        const readAll = async (cloudInit: CloudInit): Promise<[Suite, ReadonlyMap<string, Reading>]> => {
            const readings = await readDrives(cloudInit, cases);
            const named = [...drives.keys()].map((name, index) => [name, readings[index]] as const);
            return [cloudInit.suite, new Map(named.flatMap(([name, reading]) => (reading ? [[name, reading]] : [])))];
        };
        return new Map(await Promise.all(cloudInits.map(readAll)));
    } finally {
        removeFolder(folder);
    }
};
