import type { JsonObject } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { entriesOf, fieldOf, itemsOf } from "../spec/json.ts";
import { type DriveFiles, documentAt, guestFiles, LATEST } from "./documents.ts";

const META_DATA = `${LATEST}meta_data.json`;
const NETWORK_DATA = `${LATEST}network_data.json`;

/** Documents that inputs can only declare as objects. */
const DOCUMENTS = [NETWORK_DATA, `${LATEST}vendor_data.json`, `${LATEST}vendor_data2.json`];

const unreadable = (files: DriveFiles): readonly Problem[] =>
    DOCUMENTS.filter((path) => files.has(path) && documentAt(files, path) === undefined).map((path) => ({
        path,
        reason: "isn't a JSON object",
    }));

/** cloud-init sets up no network then. A drive that declares no network doesn't have the document. */
const withoutNetwork = (files: DriveFiles): readonly Problem[] => {
    const networkData = documentAt(files, NETWORK_DATA);
    return networkData !== undefined && entriesOf(networkData).length === 0
        ? [{ path: NETWORK_DATA, reason: "is an empty object" }]
        : [];
};

/** Files for the guest of which the drive lacks the path or the content. */
const incomplete = (metaData: JsonObject, files: DriveFiles): readonly Problem[] => {
    const complete = guestFiles(metaData, files);
    return itemsOf(metaData["files"]).flatMap((file) => {
        const path = fieldOf(file, "path");
        if (typeof path !== "string") return [{ path: META_DATA, reason: "lists a file without a path" }];
        const reason = `lists the file ${path}, but its content isn't on the drive`;
        return complete.has(path) ? [] : [{ path: META_DATA, reason }];
    });
};

const OF_VERSION =
    /^openstack\/(?:latest|\d{4}-\d{2}-\d{2})\/((?:meta_data|network_data|vendor_data2?)\.json|user_data)$/;
const OF_EC2 = /^ec2\/(?:latest|\d{4}-\d{2}-\d{2})\/(?:meta-data\.json|user-data)$/;

/**
 * Whether a file of any version is one that the latest version has too: the next image has it in the versions that this
 * package writes. Nova adds versions over the years.
 */
const isOfLatest = (path: string, files: DriveFiles): boolean => {
    if (OF_EC2.test(path)) return path.endsWith(".json") || files.has(`${LATEST}user_data`);
    const [, name] = OF_VERSION.exec(path) ?? [];
    return name !== undefined && files.has(LATEST + name);
};

/**
 * Files on a drive that the next image doesn't have, because no input declares a file there. Empty directories don't
 * count: guests don't look for them.
 */
export const strayFilesIn = (files: DriveFiles): readonly string[] => {
    const metaData = documentAt(files, META_DATA);
    if (metaData === undefined) return [];
    const contents = new Set(guestFiles(metaData, files).values());
    const hasEc2 = documentAt(files, "ec2/latest/meta-data.json") !== undefined;
    // Without a valid document, ec2/ is recovered like any other folder beside openstack/.
    const isMade = (path: string): boolean => path.startsWith("openstack/") || (hasEc2 && path.startsWith("ec2/"));
    return [...files.keys()].filter(
        (path) => isMade(path) && !path.endsWith("/") && !isOfLatest(path, files) && !contents.has(path),
    );
};

/** What `recoverInputs` can't express of the documents on a drive. */
export const undeclaredIn = (files: DriveFiles): readonly Problem[] => {
    const metaData = documentAt(files, META_DATA);
    return metaData === undefined
        ? []
        : [...unreadable(files), ...withoutNetwork(files), ...incomplete(metaData, files)];
};
