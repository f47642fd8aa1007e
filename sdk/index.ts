export type { FileFormat, Subformat } from "../provider/image-file/options.ts";
export type { Device, DeviceBus, DiskDevice, NicDevice, ShareDevice } from "../provider/model/devices.ts";
export type { GuestMeans, GuestReport, GuestTool, SeenGuest, WaitForGuest } from "../provider/model/guest.ts";
export type {
    Bus,
    Cache,
    DriveDevice,
    FileContent,
    ImageFormat,
    Json,
    JsonObject,
    MetadataVersions,
    OnChange,
    Rerun,
    StartupPolicy,
    Timeouts,
    UserData,
    UserDataPart,
    Verify,
} from "../provider/model/inputs.ts";
export type {
    BondHashPolicy,
    BondLink,
    BondMode,
    DynamicNetwork,
    Link,
    Network,
    NetworkData,
    PhysicalLink,
    PhysicalLinkType,
    Route,
    Service,
    StaticNetwork,
    VlanLink,
} from "../provider/model/network-data.ts";
export type { PlainFile, PlannedFile, SecretFile } from "../provider/model/state.ts";
export { type MergeTypeArgs, mergeType } from "../provider/spec/user-data/merge-type-of.ts";
export type { DriveFile } from "./args/content.ts";
export { cloudConfig } from "./cloud-config.ts";
export { ConfigDrive, type ConfigDriveArgs } from "./config-drive.ts";
export {
    type ConfigDriveImage,
    type ConfigDriveImageArgs,
    type ConfigDriveImageOptions,
    configDriveImage,
} from "./config-drive-image.ts";
export type { DeepInput, DeepInside, JsonObjectInput } from "./deep-input.ts";
export { type DriveAliasOptions, driveAlias } from "./drive-alias.ts";
export type { ForcedDomain, ForcedDriveArgs } from "./force/domain.ts";
export { type ForceConfigDriveOptions, forceConfigDrive } from "./force-config-drive.ts";
export { gzipped } from "./gzipped.ts";
export {
    type BondArgs,
    type EthernetArgs,
    type LinkArgs,
    type NetworkArgs,
    networkData,
    type RouteArgs,
    type VlanArgs,
} from "./network.ts";
export { publicKeysOf } from "./public-keys-of.ts";
