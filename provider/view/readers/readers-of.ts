import type { ImageContents } from "../../image/read.ts";
import type { RawInputs } from "../../model/inputs.ts";
import { isForIgnition, isForTalos, isForWindows } from "../../spec/intended-guest.ts";
import { entriesOf } from "../../spec/json.ts";
import { unreadBy } from "../../spec/readers.ts";
import { versionsIn } from "../documents.ts";
import type { ReaderView } from "../drive-view.ts";
import type { ReadDrive } from "../read-drive.ts";
import { featuresIn } from "./network-features.ts";
import { obstacleOf } from "./obstacle.ts";
import type { Content, NetworkFeature, NetworkUse, Reader, UsedInput, UserDataUse } from "./reader.ts";
import { USED_INPUTS } from "./reader.ts";
import { READERS } from "./readers.ts";
import { contentsIn } from "./user-data-contents.ts";

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
    script: "scripts",
    windowsScript: "Windows scripts",
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

const listOf = <T extends string>(items: readonly T[], names: Readonly<Record<T, string>>): string =>
    items.map((item) => names[item]).join(", ");

/** A reader that can't take the form apart sees nothing in it. */
const isForm = (content: Content): boolean => content === "mime" || content === "gzip";

const splitUserData = ({ contents: used, remark }: UserDataUse, { contents: found }: Seen): Split => {
    const foreign = [...found].filter((content) => !used.includes(content));
    const forms = foreign.filter(isForm);
    const own = [...found].filter((content) => used.includes(content) && !isForm(content));
    if (forms.length > 0) return { left: listOf(forms, CONTENT_NAMES) };
    const left = foreign.length > 0 ? listOf(foreign, CONTENT_NAMES) : undefined;
    if (own.length === 0) return { left: left ?? remark };
    const names = listOf(own, CONTENT_NAMES);
    return { taken: remark === "" ? names : `${names}: ${remark}`, left };
};

const splitNetwork = ({ features: used, remarks }: NetworkUse, { features: found }: Seen): Split => {
    const of = (items: readonly NetworkFeature[]): string | undefined =>
        items.length === 0 ? undefined : items.map(described).join(", ");
    const described = (feature: NetworkFeature): string => {
        const remark = remarks[feature];
        return remark === undefined ? FEATURE_NAMES[feature] : `${FEATURE_NAMES[feature]} (${remark})`;
    };
    const [taken, left] = [true, false].map((isUsed) =>
        of([...found].filter((each) => used.includes(each) === isUsed)),
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

/** What each reader does with a drive. */
export const readersOf = (contents: ImageContents, { inputs, hasMetaData }: ReadDrive): readonly ReaderView[] => {
    const versions = hasMetaData ? versionsIn(contents) : [];
    const seen = { inputs, contents: contentsIn(inputs), features: featuresIn(inputs["networkData"]) };
    const present = USED_INPUTS.filter((input) => isOnDrive(input, inputs));
    return READERS.map((reader) => {
        const splits = present.map((input) => ({ input, ...split(reader, input, seen) }));
        return {
            name: reader.name,
            obstacle: obstacleOf(reader, contents, versions),
            isMeant: isMeantFor(reader.name, seen),
            takes: splits.flatMap(({ input, taken }) => (taken === undefined ? [] : [{ input, remark: taken }])),
            leaves: splits.flatMap(({ input, left }) => (left === undefined ? [] : [{ input, remark: left }])),
        };
    });
};
