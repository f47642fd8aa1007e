import { FileContent } from "../formats/entries/content.ts";
import type { RawInputs } from "../model/inputs.ts";
import { entriesOf } from "../spec/json.ts";
import { cut, first, MOST } from "./bounds.ts";
import { ShownDigests } from "./digests.ts";
import type { DriveView, Finding, GuestFileView, GuestView, ImageView, Omitted } from "./drive-view.ts";
import { factsOf } from "./facts.ts";
import { keysOf } from "./keys.ts";
import { networkViewOf } from "./network/network-view-of.ts";
import type { OpenedImage, ReadDrive } from "./read-drive.ts";
import { readersOf } from "./readers/readers-of.ts";
import { treeOf } from "./tree.ts";
import { outlineOf } from "./user-data/outline.ts";

/** A drive that is opened and read. */
export interface OpenedDrive extends OpenedImage {
    /** The name of the file that was opened. */
    readonly name: string;
    /** E.g. `vhd`; empty if the image isn't in a container. */
    readonly container: string;
    /** Bytes of the file. */
    readonly size: number;
    /** Hex SHA-256 of the file. */
    readonly sha256: string;
    /** Made of `contents` and `digests` by `readDrive`. */
    readonly read: ReadDrive;
    readonly findings: readonly Finding[];
}

/** cloud-init's `write_files` of the metadata's files: docs/consumers.md. */
const guestFilesOf = ({ files }: RawInputs): readonly GuestFileView[] =>
    entriesOf(files).map(([path, content]) => ({
        path: cut(path, MOST.name),
        size: content instanceof FileContent ? content.length : undefined,
        mode: "0660",
        owner: "root",
        source: "files",
    }));

type Bounded<T> = { readonly [K in keyof T]: { readonly kept: T[K]; readonly omitted: number } };

const boundedGuest = (
    inputs: RawInputs,
    withSecrets: boolean,
): Bounded<Pick<GuestView, "facts" | "keys" | "packages" | "users" | "files">> &
    Pick<GuestView, "userData" | "vendorData"> => {
    const outline = outlineOf(inputs, withSecrets);
    const cutAll = (names: readonly string[]): readonly string[] => names.map((name) => cut(name, MOST.name));
    return {
        userData: outline.userData,
        vendorData: outline.vendorData,
        facts: first(factsOf(inputs, withSecrets), MOST.facts),
        keys: first(keysOf(inputs["publicKeys"]), MOST.keys),
        packages: first(cutAll(outline.packages), MOST.packages),
        users: first(cutAll(outline.users), MOST.users),
        files: first([...guestFilesOf(inputs), ...outline.files], MOST.files),
    };
};

const imageOf = (drive: OpenedDrive, isDigestShown: boolean): ImageView => {
    const { contents, container, size, sha256 } = drive;
    const { format, label, publisher } = contents;
    return { format, container, label: cut(label), publisher: cut(publisher), size, sha256, isDigestShown };
};

const omittedIn = (omitted: Omitted): Pick<DriveView, "omitted"> =>
    Object.values(omitted).some((count) => count > 0) ? { omitted } : {};

/**
 * A drive as its users think of it. Without `withSecrets` it has no value that can be secret; digests that would reveal
 * one are marked. Of an image with more than anybody can read it has the first part, and counts the rest.
 */
export const viewDrive = (drive: OpenedDrive, withSecrets: boolean): DriveView => {
    const { name, contents, read } = drive;
    const { inputs } = read;
    const shown = new ShownDigests(drive, withSecrets);
    const tree = treeOf(drive, shown);
    const { userData, vendorData, facts, keys, packages, users, files } = boundedGuest(inputs, withSecrets);
    const findings = first(drive.findings, MOST.findings);
    return {
        name: cut(name, MOST.name),
        image: imageOf(drive, shown.isImageShown(contents)),
        guest: {
            facts: facts.kept,
            keys: keys.kept,
            userData,
            vendorData,
            packages: packages.kept,
            users: users.kept,
            files: files.kept,
        },
        network: inputs["networkData"] === undefined ? undefined : networkViewOf(inputs["networkData"]),
        tree: tree.rows,
        readers: readersOf(contents, read),
        findings: findings.kept,
        hasSecrets: withSecrets,
        ...omittedIn({
            facts: facts.omitted,
            keys: keys.omitted,
            packages: packages.omitted,
            users: users.omitted,
            files: files.omitted,
            tree: tree.omitted,
            findings: findings.omitted,
        }),
    };
};

/** The view of inputs with problems that leave nothing to build. */
export const viewProblems = (name: string, findings: readonly Finding[], withSecrets: boolean): DriveView => ({
    name: cut(name, MOST.name),
    image: undefined,
    guest: { facts: [], keys: [], userData: [], vendorData: [], packages: [], users: [], files: [] },
    network: undefined,
    tree: [],
    readers: [],
    findings: first(findings, MOST.findings).kept,
    hasSecrets: withSecrets,
});
