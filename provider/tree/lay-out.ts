import type { Content } from "../formats/entries/content.ts";
import type { Json } from "../model/inputs.ts";
import type { DriveSpec } from "../spec/drive-spec.ts";
import { EC2_ORDER } from "./ec2.ts";
import { compareBytes, type FileTree, type TreeFile } from "./file-tree.ts";
import { type KeyOrder, printJson } from "./json.ts";
import { META_DATA_ORDER, metaDataOf, type Placed, placeFiles } from "./meta-data.ts";
import { NETWORK_DATA_ORDER, networkDataOf } from "./network-data.ts";
import { type Addition, ec2DirectoriesOf, supports, type Version, type VersionDate, versionsOf } from "./versions.ts";

/** The content of a file, independent of its path. */
type Described = Pick<TreeFile, "content" | "holds">;

const utf8 = new TextEncoder();

const jsonContent = (document: Json, holds: Described["holds"], order?: KeyOrder): Described => ({
    content: utf8.encode(printJson(document, order)),
    holds,
});

const secretFile = (path: string, content: Content): TreeFile => ({ path, content, holds: "secret" });

/** A file with the same content in every version that has it. */
interface CommonFile {
    readonly name: string;
    /** Earlier versions don't have the file. */
    readonly since?: Addition;
    readonly content: Described;
}

// cloud-init treats an empty network_data.json as "no network at all"; without the file it falls back to DHCP.
const networkDataFile = ({ networkData }: DriveSpec): readonly CommonFile[] => {
    if (networkData === undefined) return [];
    const content = jsonContent(networkDataOf(networkData), "plain", NETWORK_DATA_ORDER);
    return [{ name: "network_data.json", since: "networkData", content }];
};

const holdsOf = (...given: readonly unknown[]): Described["holds"] =>
    given.every((each) => each === undefined) ? "nothing" : "secret";

const vendorDataFiles = ({ vendorData, vendorData2 }: DriveSpec): readonly CommonFile[] => {
    const first = jsonContent(vendorData ?? {}, holdsOf(vendorData));
    const second = jsonContent(vendorData2 ?? { static: vendorData ?? {} }, holdsOf(vendorData, vendorData2));
    return [
        { name: "vendor_data.json", since: "vendorData", content: first },
        { name: "vendor_data2.json", since: "vendorData2", content: second },
    ];
};

const userDataOf = ({ userData }: DriveSpec): readonly Described[] =>
    userData === undefined ? [] : [{ content: userData, holds: "secret" }];

const commonFiles = (spec: DriveSpec): readonly CommonFile[] => [
    ...userDataOf(spec).map((content) => ({ name: "user_data", content })),
    ...vendorDataFiles(spec),
    ...networkDataFile(spec),
];

const metaDataContent = (date: VersionDate, spec: DriveSpec, files: readonly Placed[]): Described => {
    const { adminPassword, randomSeed } = spec.metaData;
    const seeded = randomSeed !== undefined && supports(date, "randomSeed");
    const secret = adminPassword !== undefined || seeded || files.length > 0;
    return jsonContent(metaDataOf(date, spec.metaData, files), secret ? "secret" : "plain", META_DATA_ORDER);
};

const openstackFiles = (spec: DriveSpec): readonly TreeFile[] => {
    const versions = versionsOf(spec.metadataVersions);
    if (versions.length === 0) return [];
    const files = placeFiles(spec.files);
    const common = commonFiles(spec);
    const versionFiles = ({ directory, date }: Version): readonly TreeFile[] => [
        { path: `openstack/${directory}/meta_data.json`, ...metaDataContent(date, spec, files) },
        ...common
            .filter(({ since }) => since === undefined || supports(date, since))
            .map(({ name, content }) => ({ path: `openstack/${directory}/${name}`, ...content })),
    ];
    return [
        ...versions.flatMap(versionFiles),
        ...files.map(({ contentPath, content }) => secretFile(`openstack${contentPath}`, content)),
    ];
};

const ec2Files = (spec: DriveSpec): readonly TreeFile[] => {
    const { ec2 } = spec;
    if (ec2 === undefined) return [];
    const metaData = jsonContent(ec2, "plain", EC2_ORDER);
    return ec2DirectoriesOf(spec.metadataVersions).flatMap((directory) => [
        { path: `ec2/${directory}/meta-data.json`, ...metaData },
        ...userDataOf(spec).map((content) => ({ path: `ec2/${directory}/user-data`, ...content })),
    ]);
};

/**
 * Lays out every file of a drive, byte for byte as Nova does, with two exceptions: `random_seed` is only written if it
 * is set and is the same in every version, and `network_data.json` is only written if there is a network.
 */
export const layOut = (spec: DriveSpec): FileTree => {
    const rootFiles = spec.rootFiles.map(({ path, content }) => secretFile(path, content));
    return [...openstackFiles(spec), ...ec2Files(spec), ...rootFiles].sort((a, b) => compareBytes(a.path, b.path));
};
