import type { DriveView, Finding, Topic } from "../view/drive-view.ts";
import { type Drives, shownDrive } from "./drives.ts";
import { html, type Safe } from "./html.ts";

/** What to say of a section with nothing to show. */
interface Texts {
    /** If the drive has none of it. */
    readonly none: string;
    /** What the drive would have, e.g. `the network data`. */
    readonly what: string;
}

/** What a section is made of. */
interface Sources {
    /** The inputs that can be left out; undefined if all others are. */
    readonly inputs: readonly string[] | undefined;
    /** Files of an image that can't be read. */
    readonly documents: readonly string[];
}

const SOURCES: Readonly<Record<Topic, Sources>> = {
    guest: { inputs: undefined, documents: ["meta_data.json"] },
    access: { inputs: ["publicKeys"], documents: ["meta_data.json"] },
    userData: { inputs: ["userData"], documents: ["user_data"] },
    vendorData: { inputs: ["vendorData", "vendorData2"], documents: ["vendor_data.json", "vendor_data2.json"] },
    network: { inputs: ["networkData"], documents: ["network_data.json"] },
    files: { inputs: ["files"], documents: ["meta_data.json"] },
    image: { inputs: [], documents: [] },
};

/** Whether a problem's path is that of a file in an image. */
const isDocument = (path: string): boolean => /^(?:openstack|ec2)\/[^[]*$/.test(path);

/** Of a document with one of these problems all else is shown: provider/tree/undeclared.ts. */
const IS_READ = /^(?:lists |is an empty object)/;

const isLeftOutFor = ({ path, topic, reason }: Finding, of: Topic, hasAllInputs: boolean): boolean => {
    const { inputs, documents } = SOURCES[of];
    if (isDocument(path)) return documents.includes(path.slice(path.lastIndexOf("/") + 1)) && !IS_READ.test(reason);
    if (hasAllInputs) return false;
    const [key = ""] = /^[^.[]*/.exec(path) ?? [];
    return inputs === undefined ? topic === of : inputs.includes(key);
};

const isLeftOut = ({ findings, image, isRest }: DriveView, topics: readonly Topic[]): boolean =>
    findings.some(
        (finding) =>
            finding.severity === "problem" &&
            // An image has all that its documents declare, right or wrong.
            topics.some((topic) => isLeftOutFor(finding, topic, image !== undefined && isRest !== true)),
    );

/** Says that a drive has none of something, or that it is left out since it has problems. */
export const noneOf = (drives: Drives, topics: readonly Topic[], { none, what }: Texts): Safe => {
    const text = isLeftOut(shownDrive(drives), topics) ? `Left out: ${what}, because of the problems above.` : none;
    return html`<p class="none">${text}</p>`;
};
