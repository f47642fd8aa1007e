import type { PartView } from "../view/drive-view.ts";
import { type Drives, shownDrive } from "./drives.ts";
import { html, type Safe } from "./html.ts";

/** Kinds whose effect a view has. Archives and MIME messages are shown by their parts. */
const READ: readonly string[] = ["cloud-config", "Ignition config", "empty text"];

const isUnread = ({ kind: { name }, size }: PartView): boolean => size > 0 && !READ.includes(name);

/** Says that more can happen in the guest than a section lists: nobody can know what a script or an included text does. */
export const unreadNote = (drives: Drives): Safe | undefined => {
    const { userData, vendorData } = shownDrive(drives).guest;
    return [...userData, ...vendorData].some(isUnread)
        ? html`<p class="note">User data of other kinds than cloud-config and Ignition can change this, such as scripts, templates, patches and includes.</p>`
        : undefined;
};
