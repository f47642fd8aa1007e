/** Config drives. */
import { ConfigDrive } from "pulumi-config-drive";
import { contentOf, forEachDrive, nameOf, placeOf, readFleet } from "./declaration";

const fleet = readFleet();

forEachDrive(
    fleet,
    (index) => new ConfigDrive(nameOf(index), { ...contentOf(index, fleet.revision), ...placeOf(index, fleet) }),
);
