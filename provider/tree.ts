import type { Json } from "./inputs.ts";
import type { DriveSpec } from "./spec/drive-spec.ts";
import { EC2_ORDER } from "./tree/ec2.ts";
import { compareBytes, type FileTree, type TreeFile } from "./tree/file-tree.ts";
import { type KeyOrder, printJson } from "./tree/json.ts";
import { META_DATA_ORDER, metaDataOf, type Placed, placeFiles } from "./tree/meta-data.ts";
import { NETWORK_DATA_ORDER, networkDataOf } from "./tree/network-data.ts";
import { ec2DirectoriesOf, knows, type Version, versionsOf } from "./tree/versions.ts";

export type { FileTree, TreeFile } from "./tree/file-tree.ts";

const jsonFile = (path: string, document: Json, secret: boolean, order?: KeyOrder): TreeFile => ({
    path,
    content: new TextEncoder().encode(printJson(document, order)),
    secret,
});

const userDataFile = (path: string, { userData }: DriveSpec): readonly TreeFile[] =>
    userData === undefined ? [] : [{ path, content: userData, secret: true }];

const metaDataFile = ({ directory, date }: Version, spec: DriveSpec, files: readonly Placed[]): TreeFile => {
    const { adminPassword, randomSeed } = spec.metaData;
    const seeded = randomSeed !== undefined && knows(date, "randomSeed");
    const secret = adminPassword !== undefined || seeded || files.length > 0;
    const document = metaDataOf(date, spec.metaData, files);
    return jsonFile(`openstack/${directory}/meta_data.json`, document, secret, META_DATA_ORDER);
};

// cloud-init takes an empty network_data.json for "no network at all": without one it falls back to DHCP.
const networkDataFile = ({ directory, date }: Version, { networkData }: DriveSpec): readonly TreeFile[] => {
    if (networkData === undefined || !knows(date, "networkData")) return [];
    const path = `openstack/${directory}/network_data.json`;
    return [jsonFile(path, networkDataOf(networkData), false, NETWORK_DATA_ORDER)];
};

const vendorDataFiles = ({ directory, date }: Version, spec: DriveSpec): readonly TreeFile[] => {
    const { vendorData, vendorData2 } = spec;
    const secret = vendorData !== undefined;
    const first = jsonFile(`openstack/${directory}/vendor_data.json`, vendorData ?? {}, secret);
    const document = vendorData2 ?? { static: vendorData ?? {} };
    const second = jsonFile(`openstack/${directory}/vendor_data2.json`, document, secret || vendorData2 !== undefined);
    return [...(knows(date, "vendorData") ? [first] : []), ...(knows(date, "vendorData2") ? [second] : [])];
};

const versionFiles = (version: Version, spec: DriveSpec, files: readonly Placed[]): readonly TreeFile[] => [
    metaDataFile(version, spec, files),
    ...userDataFile(`openstack/${version.directory}/user_data`, spec),
    ...vendorDataFiles(version, spec),
    ...networkDataFile(version, spec),
];

const openstackFiles = (spec: DriveSpec): readonly TreeFile[] => {
    const versions = versionsOf(spec.metadataVersions);
    if (versions.length === 0) return [];
    const files = placeFiles(spec.files);
    return [
        ...versions.flatMap((version) => versionFiles(version, spec, files)),
        ...files.map(({ contentPath, content }) => ({ path: `openstack${contentPath}`, content, secret: true })),
    ];
};

const ec2Files = (spec: DriveSpec): readonly TreeFile[] => {
    const { ec2 } = spec;
    if (ec2 === undefined) return [];
    return ec2DirectoriesOf(spec.metadataVersions).flatMap((directory) => [
        jsonFile(`ec2/${directory}/meta-data.json`, ec2, false, EC2_ORDER),
        ...userDataFile(`ec2/${directory}/user-data`, spec),
    ]);
};

/**
 * Lays out every file of a drive, byte for byte as Nova does, but for two things: `random_seed` is there only when
 * given and the same in every version, and `network_data.json` only when there is a network.
 */
export const layOut = (spec: DriveSpec): FileTree => {
    const rootFiles = spec.rootFiles.map(({ path, content }) => ({ path, content, secret: true }));
    return [...openstackFiles(spec), ...ec2Files(spec), ...rootFiles].sort((a, b) => compareBytes(a.path, b.path));
};
