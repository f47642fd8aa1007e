export type {
    BondLink,
    BondMode,
    Device,
    DiskDevice,
    DynamicNetwork,
    FileContent,
    Json,
    JsonObject,
    Link,
    Network,
    NetworkData,
    NicDevice,
    PhysicalLink,
    PhysicalLinkType,
    Route,
    Service,
    ShareDevice,
    StaticNetwork,
    UserData,
    UserDataPart,
    VlanLink,
} from "../provider/inputs.ts";
export type { PlannedFile } from "../provider/state.ts";
export type { ConfigDriveArgs } from "./args.ts";
export { ConfigDrive } from "./config-drive.ts";
