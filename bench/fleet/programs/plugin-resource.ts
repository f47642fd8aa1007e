import * as pulumi from "@pulumi/pulumi";
import { type Content, contentOf, forEachDrive, nameOf, type Place, placeOf, readFleet } from "./declaration";

/** Outputs of a drive; a resource resolves only those that it names. */
const OUTPUTS = [
    "imageDigest",
    "imageSize",
    "volume",
    "contents",
    "instanceId",
    "drive",
    "volumeKey",
    "volumePath",
    "cloudinitId",
    "diskXml",
    "attachedBus",
    "attachedTarget",
];

/** A resource as Pulumi's SDK generator writes it for the plugin's schema. */
class PluginResource extends pulumi.CustomResource {
    public constructor(type: string, name: string, args: Content & Place) {
        const outputs = Object.fromEntries(OUTPUTS.map((key) => [key, undefined]));
        super(type, name, { ...args, userData: pulumi.secret(args.userData), ...outputs });
    }
}

/** Declares a fleet of resources of a plugin. */
export const declareFleet = (type: string): void => {
    const fleet = readFleet();
    forEachDrive(
        fleet,
        (index) =>
            new PluginResource(type, nameOf(index), { ...contentOf(index, fleet.revision), ...placeOf(index, fleet) }),
    );
};
