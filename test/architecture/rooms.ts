/**
 * The rooms of the product from the ground up, each with the rooms it may import, by their names in `provider/`. A room
 * may only name rooms above it in this list, so no circle can arise. `docs/architecture.md` quotes the list.
 */
const TABLE = [
    ["provider/text", ""],
    ["provider/formats/bytes", ""],
    ["provider/formats/entries", "formats/bytes"],
    ["provider/files", "formats/entries"],
    ["provider/formats/iso9660", "formats/bytes formats/entries"],
    ["provider/formats/vfat", "formats/bytes formats/entries"],
    ["provider/model", ""],
    ["provider/libvirt", "text"],
    ["provider/spec", "text formats/bytes formats/entries formats/vfat model"],
    ["provider/sources", "files formats/entries model spec"],
    ["provider/tree", "formats/entries model spec"],
    ["provider/image", "formats/bytes formats/entries formats/iso9660 formats/vfat model spec tree"],
    ["provider/view", "text formats/bytes formats/entries model spec tree image"],
    ["provider/page", "text view"],
    ["provider/check", "formats/entries model libvirt spec sources tree image"],
    ["provider/image-file", "files formats/bytes formats/entries model spec sources image view page check"],
    ["provider/domain", "text model libvirt"],
    ["provider/guest", "text model libvirt spec domain"],
    ["provider/place", "text model domain"],
    ["provider/disk", "text model libvirt domain place"],
    ["provider/volume", "text files formats/entries model libvirt image domain"],
    ["provider/lifecycle", "text model libvirt spec image check domain guest place disk volume"],
    ["provider/engine", "text model libvirt spec sources image domain volume lifecycle"],
    ["provider/index.ts", "model check engine"],
    ["cli/io", "files formats/bytes model libvirt spec sources"],
    ["cli/doctor", "text files model libvirt sources image check domain guest place disk volume lifecycle cli/io"],
    ["cli/watch", "text files model libvirt image domain guest volume cli/io cli/doctor"],
    [
        "cli",
        "files formats/bytes formats/entries model spec sources image view page check image-file cli/io cli/doctor cli/watch",
    ],
    ["plugin", "text files model spec check image-file engine provider/index.ts"],
    ["sdk", "text files model spec check image-file"],
] as const;

const pathOf = (name: string): string => (/^(cli|provider)\b/.test(name) ? name : `provider/${name}`);

/** Each room, from the ground up, with the rooms it may import. */
export const ROOMS: ReadonlyMap<string, readonly string[]> = new Map(
    TABLE.map(([room, names]) => [room, names === "" ? [] : names.split(" ").map(pathOf)]),
);

/** The rows of the table as `docs/architecture.md` has them: a room, and the rooms it may import. */
export const ROWS: readonly (readonly [string, string])[] = TABLE.map(([room, names]) => [
    room,
    names === "" ? "nothing" : names.split(" ").join(", "),
]);

/** The room of a file: the file itself, or its folder up to the last part that the list names. */
export const roomOf = (file: string): string => {
    if (ROOMS.has(file)) return file;
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
        if (ROOMS.has(file.slice(0, end))) return file.slice(0, end);
    }
    throw new RangeError(`${file} is in no room`);
};
