/** The peer's cloud-init disks with the same content, part of which a NoCloud seed has in its metadata. */
import * as libvirt from "@pulumi/libvirt";
import { contentOf, forEachDrive, nameOf, placeOf, readFleet } from "./declaration";

const fleet = readFleet();
const { connection: uri, pool } = placeOf(0, fleet);
const host = new libvirt.Provider("host", { uri });

forEachDrive(fleet, (index) => {
    const { hostname, publicKeys, userData } = contentOf(index, fleet.revision);
    const metaData = JSON.stringify({
        "instance-id": nameOf(index),
        "local-hostname": hostname,
        "public-keys": publicKeys,
    });
    // A change replaces the disk, and the new one can't be created while the old one has the same name.
    const options = { provider: host, deleteBeforeReplace: true };
    return new libvirt.CloudInitDisk(
        nameOf(index),
        { name: `${nameOf(index)}.iso`, pool, userData, metaData },
        options,
    );
});
