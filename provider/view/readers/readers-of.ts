import type { ImageContents } from "../../image/read.ts";
import type { RawInputs } from "../../model/inputs.ts";
import { isForIgnition, isForTalos, isForWindows } from "../../spec/intended-guest.ts";
import { entriesOf } from "../../spec/json.ts";
import { unreadBy } from "../../spec/readers.ts";
import type { ReaderView } from "../drive-view.ts";
import { versionsIn } from "../metadata-versions.ts";
import type { ReadDrive } from "../read-drive.ts";
import { featuresIn } from "./network-features.ts";
import { obstacleOf } from "./obstacle.ts";
import type { Content, NetworkFeature, NetworkUse, Reader, UsedInput, UserDataUse } from "./reader.ts";
import { USED_INPUTS } from "./reader.ts";
import { READERS } from "./readers.ts";
import { contentsIn } from "./user-data-contents.ts";
import { versionTakenBy } from "./version-taken.ts";

/** What readers do with an input: what they take of it, and what they leave. */
interface Split {
    /** Undefined if they take nothing. */
    readonly taken?: string | undefined;
    /** Undefined if they leave nothing. */
    readonly left?: string | undefined;
}

/** A drive as readers see it. */
interface Seen {
    readonly inputs: RawInputs;
    readonly contents: ReadonlySet<Content>;
    readonly features: ReadonlySet<NetworkFeature>;
}

const CONTENT_NAMES: Readonly<Record<Content, string>> = {
    cloudConfig: "cloud-config",
    archive: "a cloud-config archive",
    patch: "a cloud-config patch",
    script: "scripts",
    windowsScript: "Windows scripts",
    bootHook: "boot hooks",
    include: "includes",
    partHandler: "part handlers",
    template: "templates",
    mime: "MIME",
    gzip: "gzip",
    ignition: "an Ignition config",
    talos: "a Talos configuration",
    other: "of another kind",
};

const FEATURE_NAMES: Readonly<Record<NetworkFeature, string>> = {
    static: "static addresses",
    dhcp: "DHCP",
    slaac: "SLAAC",
    bonds: "bonds",
    vlans: "VLANs",
};

/** The things by their names, each with what is to know of it; undefined if there are none. */
const listOf = <T extends string>(
    items: readonly T[],
    names: Readonly<Record<T, string>>,
    remarkOf: (item: T) => string | undefined,
): string | undefined => {
    const described = items.map((item) => {
        const remark = remarkOf(item) ?? "";
        return remark === "" ? names[item] : `${names[item]} (${remark})`;
    });
    return described.length === 0 ? undefined : described.join(", ");
};

const isForm = (content: Content): boolean => content === "mime" || content === "gzip";

const splitUserData = (use: UserDataUse, { contents: found }: Seen): Split => {
    const isUsed = (content: Content): boolean => use.contents.includes(content);
    const leftOf = (contents: readonly Content[]): string | undefined =>
        listOf(contents, CONTENT_NAMES, () => use.others);
    const foreign = [...found].filter((content) => !isUsed(content));
    const forms = foreign.filter(isForm);
    // A reader that can't take the form apart sees nothing in it.
    if (forms.length > 0) return { left: leftOf(forms) };
    const used = [...found].filter(isUsed);
    if (used.every(isForm)) return { left: leftOf(foreign) ?? "it can't be read" };
    const told = used.filter((content) => !isForm(content) || use.remarks[content] !== undefined);
    return { taken: listOf(told, CONTENT_NAMES, (content) => use.remarks[content]), left: leftOf(foreign) };
};

const splitNetwork = ({ features: used, remarks }: NetworkUse, { features: found }: Seen): Split => {
    const [taken, left] = [true, false].map((isUsed) =>
        listOf(
            [...found].filter((each) => used.includes(each) === isUsed),
            FEATURE_NAMES,
            (feature) => remarks[feature],
        ),
    );
    return taken === undefined && left === undefined ? { taken: "" } : { taken, left };
};

const split = ({ name, uses }: Reader, input: UsedInput, seen: Seen): Split => {
    const { isUsed, remark } = uses[input];
    if (!isUsed) {
        const reasons = isMeantFor(name, seen) ? unreadBy(name) : {};
        return { left: reasons[input] ?? remark };
    }
    if (input === "userData") return splitUserData(uses.userData, seen);
    return input === "networkData" ? splitNetwork(uses.networkData, seen) : { taken: remark };
};

const isMeantFor = (name: string, { inputs, contents }: Seen): boolean => {
    switch (name) {
        case "Ignition":
        case "Afterburn":
            return isForIgnition(inputs);
        case "cloudbase-init":
            // Nova writes the password for Linux guests too.
            return isForWindows({ ...inputs, adminPassword: undefined }) || contents.has("windowsScript");
        case "Talos":
            return isForTalos(inputs);
        default:
            return false;
    }
};

const isFilled = (value: unknown): boolean =>
    value !== undefined && value !== null && (typeof value !== "object" || entriesOf(value).length > 0);

const isOnDrive = (input: UsedInput, inputs: RawInputs): boolean =>
    isFilled(inputs[input]) || (input === "vendorData" && isFilled(inputs["vendorData2"]));

/** What a reader does with the version that it takes. */
const viewOf = (reader: Reader, seen: Seen): Omit<ReaderView, "obstacle"> => {
    const splits = USED_INPUTS.filter((input) => isOnDrive(input, seen.inputs)).map((input) => ({
        input,
        ...split(reader, input, seen),
    }));
    return {
        name: reader.name,
        isMeant: isMeantFor(reader.name, seen),
        takes: splits.flatMap(({ input, taken }) => (taken === undefined ? [] : [{ input, remark: taken }])),
        leaves: splits.flatMap(({ input, left }) => (left === undefined ? [] : [{ input, remark: left }])),
    };
};

/** What each reader does with a drive. One that takes no version is told what it would do with the one shown. */
export const readersOf = (contents: ImageContents, { shown, others }: ReadDrive): readonly ReaderView[] => {
    const read = [shown, ...others];
    const folders = versionsIn(contents);
    const versions = { folders, failures: new Map(read.map(({ name, failure }) => [name, failure])) };
    const seen = new Map(
        read.map(({ name, inputs }) => [
            name,
            { inputs, contents: contentsIn(inputs), features: featuresIn(inputs["networkData"]) },
        ]),
    );
    return READERS.flatMap((reader) => {
        const own = seen.get(versionTakenBy(reader, folders) ?? shown.name);
        return own === undefined ? [] : [{ ...viewOf(reader, own), obstacle: obstacleOf(reader, contents, versions) }];
    });
};
