/** What cloud-init calls its standardised variables: _get_standardized_metadata in cloudinit/sources/__init__.py. */
const V1: readonly string[] = [
    ...["availability_zone", "cloud_id", "cloud_name", "distro", "distro_version", "distro_release", "platform"],
    ...["public_ssh_keys", "python_version", "instance_id", "kernel_release", "local_hostname", "machine", "region"],
    ...["subplatform", "system_platform", "variant", "_beta_keys"],
];

/** What DataSourceConfigDrive adds: persist_instance_data in cloudinit/sources/__init__.py. */
const DS: readonly string[] = ["meta_data", "network_json", "ec2_metadata", "_doc"];

/** The keys of meta_data.json, and those that cloud-init adds. A drive can have others. */
const META_DATA: readonly string[] = [
    ...["uuid", "hostname", "name", "launch_index", "availability_zone", "project_id", "meta", "files", "public_keys"],
    ...["keys", "admin_pass", "random_seed", "devices", "dedicated_cpus", "instance_id", "local_hostname", "dsmode"],
];

/** The variables themselves. cloud-init also offers those of v1 without the prefix. */
const TOP: readonly string[] = [
    ...["v1", "ds", "sys_info", "merged_cfg", "merged_system_cfg", "base64_encoded_keys", "sensitive_keys"],
    ...V1,
];

/** A group of names below a prefix. */
export interface Names {
    readonly prefix: string;
    readonly names: readonly string[];
    /** Whether there can be no others. */
    readonly isComplete: boolean;
}

/** Prefix of the keys of meta_data.json. */
export const META_DATA_PREFIX = "ds.meta_data.";

/** The groups, from the longest prefix to the shortest. */
export const NAMES: readonly Names[] = [
    { prefix: META_DATA_PREFIX, names: META_DATA, isComplete: false },
    { prefix: "ds.", names: DS, isComplete: true },
    { prefix: "v1.", names: V1, isComplete: true },
    { prefix: "", names: TOP, isComplete: true },
];
