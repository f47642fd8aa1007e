import { FileContent } from "../formats/entries/content.ts";
import type { RawInputs } from "../model/inputs.ts";
import { entriesOf, fieldOf } from "../spec/json.ts";
import { textIn } from "../spec/network-data/parts.ts";
import { cut, first, MOST } from "./bounds.ts";
import { ShownDigests } from "./digests.ts";
import type { DriveView, Fact, Finding, GuestFileView, GuestView, ImageView } from "./drive-view.ts";
import { factsOf } from "./facts.ts";
import { findingsOf } from "./findings.ts";
import { isContent } from "./fully-shown.ts";
import { keysOf } from "./keys.ts";
import { networkViewOf } from "./network/network-view-of.ts";
import type { ReadDrive } from "./read-drive.ts";
import type { OpenedImage } from "./read-version.ts";
import { readersOf } from "./readers/readers-of.ts";
import { treeOf } from "./tree.ts";
import { counted } from "./user-data/node.ts";
import { type Outline, outlineOf } from "./user-data/outline.ts";

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
    /** Whether it was built of what is left of inputs with problems. */
    readonly isRest?: boolean;
}

/** cloud-init's `write_files` of the metadata's files: docs/consumers.md. */
const guestFilesOf = ({ files }: RawInputs): readonly GuestFileView[] =>
    entriesOf(files).map(([path, content]) => ({
        path: cut(path, MOST.name),
        size: content instanceof FileContent ? content.length : undefined,
        mode: "0660",
        owner: "root",
        source: "files",
        digest: content instanceof FileContent ? content.sha256 : undefined,
    }));

const notListed = (count: number, noun: string): readonly string[] => (count === 0 ? [] : [counted(count, noun)]);

/** Host names of the user data come after the metadata's, which they override. */
const withHostNames = (facts: readonly Fact[], hostNames: readonly Fact[]): readonly Fact[] => {
    const isHostName = ({ path }: Fact): boolean => path === "hostname";
    return [...facts.filter(isHostName), ...hostNames, ...facts.filter((fact) => !isHostName(fact))];
};

const guestOf = (inputs: RawInputs, outline: Outline, withSecrets: boolean): GuestView => {
    const facts = first(withHostNames(factsOf(inputs, withSecrets), outline.hostNames), MOST.facts);
    const keys = first([...keysOf(inputs["publicKeys"], withSecrets), ...outline.keys.items], MOST.keys);
    const files = first(guestFilesOf(inputs), MOST.files);
    const omitted = [
        ...notListed(facts.omitted, "value"),
        ...notListed(keys.omitted + outline.keys.omitted, "key"),
        ...notListed(files.omitted, "file"),
        ...outline.omitted,
    ];
    return {
        facts: facts.kept,
        keys: keys.kept,
        ...(outline.logins.length > 0 && { logins: outline.logins }),
        userData: outline.userData,
        vendorData: outline.vendorData,
        packages: outline.packages,
        users: outline.users,
        files: [...files.kept, ...outline.files],
        ...(omitted.length > 0 && { omitted }),
    };
};

const imageOf = (drive: OpenedDrive, isDigestShown: boolean): ImageView => {
    const { contents, container, size, sha256 } = drive;
    const { format, label, publisher } = contents;
    return { format, container, label: cut(label), publisher: cut(publisher), size, sha256, isDigestShown };
};

/**
 * A drive as its users think of it. Without `withSecrets` it has no value that can be secret; digests that would reveal
 * one are marked. Of an image with more than anybody can read it has the first part, and counts the rest.
 */
export const viewDrive = (drive: OpenedDrive, withSecrets: boolean): DriveView => {
    const { name, contents, read } = drive;
    const {
        inputs,
        shown: { metaData },
    } = read;
    const networkConfig = textIn(fieldOf(metaData, "network_config"), "content_path");
    const shown = new ShownDigests(drive, withSecrets);
    const tree = treeOf(drive, shown);
    const outline = outlineOf(inputs, withSecrets);
    const findings = first([...drive.findings, ...findingsOf([], outline.warnings)], MOST.findings);
    const omitted = [...notListed(tree.omitted, "path"), ...notListed(findings.omitted, "finding")];
    return {
        name: cut(name, MOST.name),
        image: imageOf(drive, shown.isImageShown(contents)),
        guest: guestOf(inputs, outline, withSecrets),
        network: inputs["networkData"] === undefined ? undefined : networkViewOf(inputs["networkData"]),
        // Any other path can be anything, also a secret.
        ...(networkConfig !== undefined && { networkConfig: isContent(networkConfig) ? networkConfig : "a file" }),
        tree: tree.rows,
        readers: readersOf(contents, read),
        findings: findings.kept,
        ...(drive.isRest && { isRest: true }),
        hasSecrets: withSecrets,
        ...(omitted.length > 0 && { omitted }),
    };
};

/** The view of inputs with problems that leave nothing to build. */
export const viewProblems = (name: string, all: readonly Finding[], withSecrets: boolean): DriveView => {
    const findings = first(all, MOST.findings);
    const omitted = notListed(findings.omitted, "finding");
    return {
        name: cut(name, MOST.name),
        image: undefined,
        guest: { facts: [], keys: [], userData: [], vendorData: [], packages: [], users: [], files: [] },
        network: undefined,
        tree: [],
        readers: [],
        findings: findings.kept,
        hasSecrets: withSecrets,
        ...(omitted.length > 0 && { omitted }),
    };
};
