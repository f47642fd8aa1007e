import { isDriveAlias } from "../../../provider/model/mark.ts";
import { bootOrder, clashes, type QemuDevice } from "./command-line.ts";

/** Something that a drive did to its domain. */
export interface Harm {
    /** What happened, the same for all domains to which it happens. */
    readonly kind: string;
    readonly detail: string;
}

/** A definition, and what QEMU gets by it. */
export interface Look {
    readonly xml: string;
    readonly devices: readonly QemuDevice[];
}

const isOthers = ({ id }: QemuDevice): boolean => !isDriveAlias(id);

const placesOf = (devices: readonly QemuDevice[]): readonly string[] =>
    devices.map(({ id, place }) => `${id} at ${place}`);

/** Elements of `<devices>`, each as libvirt writes it. */
export const elementsOf = (xml: string): readonly string[] =>
    [...xml.matchAll(/^ {4}<(\w+)[^>]*(?:\/>|>\n(?: {5,}.*\n)* {4}<\/\1>)$/gm)].map(([element]) => element);

const isOwn = (element: string): boolean => /<alias name='ua-config-drive-/.test(element);

const countOf = (xml: string, device: string): number =>
    elementsOf(xml).filter(
        (element) => !isOwn(element) && element.startsWith(`    <disk `) && element.includes(`device='${device}'`),
    ).length;

/** What a definition is without the drive and its controller. */
export const withoutDrive = (xml: string): string =>
    elementsOf(xml)
        .filter(isOwn)
        .reduce((rest, element) => rest.replace(`${element}\n`, ""), xml);

/** What a drive in a definition does to the domain's other devices. */
export const compareLooks = (before: Look, after: Look, device: "cdrom" | "disk"): readonly Harm[] => {
    const harms: Harm[] = [];
    const was = bootOrder(before.devices);
    const is = bootOrder(after.devices.filter(isOthers));
    if (was.join() !== is.join())
        harms.push({ kind: "boots otherwise", detail: `${was} became ${bootOrder(after.devices)}` });
    const own = after.devices.find((each) => !isOthers(each) && each.bootindex !== undefined);
    if (own !== undefined && countOf(after.xml, device) > 0) {
        harms.push({ kind: "the drive boots beside others of its class", detail: bootOrder(after.devices).join() });
    }
    const two = clashes(after.devices);
    if (two.length > 0) harms.push({ kind: "two devices at one place", detail: two.join(", ") });
    const now = placesOf(after.devices);
    const moved = placesOf(before.devices).filter((place) => !now.includes(place));
    if (moved.length > 0) harms.push({ kind: "other devices moved", detail: moved.join(", ") });
    const elements = elementsOf(after.xml);
    const lost = elementsOf(before.xml).filter((element) => !elements.includes(element));
    if (lost.length > 0) harms.push({ kind: "other elements changed", detail: lost.join("\n") });
    return harms;
};

const nameOf = (element: string): string => {
    const [start = ""] = element.trim().split("\n");
    return start
        .replaceAll(/ index='\d+'|[<>/]/g, "")
        .replaceAll("'", "")
        .trim();
};

/** How a definition differs from what it should be; undefined if it doesn't. */
export const differenceOf = (kind: string, should: string, is: string): Harm | undefined => {
    if (should === is) return undefined;
    const [before, after] = [elementsOf(should), elementsOf(is)];
    const lost = before.filter((element) => !after.includes(element));
    const added = after.filter((element) => !before.includes(element));
    const names = [...lost.map((element) => `-${nameOf(element)}`), ...added.map((element) => `+${nameOf(element)}`)];
    return {
        kind: `${kind}: ${[...new Set(names)].toSorted().join(", ") || "outside of devices, or another order"}`,
        detail: changedLines(should, is),
    };
};

/** The lines between those that two texts begin and end with. */
const changedLines = (one: string, other: string): string => {
    const [left, right] = [one.split("\n"), other.split("\n")];
    const start = left.findIndex((line, at) => line !== right[at]);
    const end = left.toReversed().findIndex((line, at) => line !== right.at(-1 - at));
    const middle = (lines: readonly string[], sign: string): readonly string[] =>
        lines.slice(start, lines.length - end).map((line) => `${sign} ${line}`);
    return [...middle(left, "-"), ...middle(right, "+")].join("\n");
};
