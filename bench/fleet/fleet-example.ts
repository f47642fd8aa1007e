import { contentOf, type Fleet, forEachDrive, nameOf, placeOf } from "./programs/declaration.ts";

/** The program `examples/fleet`, which runs one stack per host, side by side. */
export const FLEET_EXAMPLE = "fleet-example";

/** A fleet in the form of the example's hosts.json. */
export const hostsOf = (fleet: Fleet): string => {
    const drives = forEachDrive(fleet, (index) => {
        const { connection, ...place } = placeOf(index, fleet);
        return { connection, drive: [nameOf(index), { ...contentOf(index, fleet.revision), ...place }] as const };
    });
    const hosts = fleet.hosts.map((connection, index) => {
        const own = drives.filter((each) => each.connection === connection).map(({ drive }) => drive);
        return [`host-${index}`, { connection, drives: Object.fromEntries(own) }] as const;
    });
    return JSON.stringify(Object.fromEntries(hosts));
};
