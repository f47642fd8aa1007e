import { describe, expect, it } from "vitest";
import { writeIso9660 } from "../../../provider/formats/iso9660/index.ts";
import { GENEROUS } from "../../../provider/page/limits.ts";
import { noneOf } from "../../../provider/page/none.ts";
import { renderPage } from "../../../provider/page/page.ts";
import type { DriveView, Topic } from "../../../provider/view/drive-view.ts";
import { file, wholeOf } from "../formats/iso9660/trees.ts";
import { viewOfImage } from "../view/drives.ts";
import { emptyView } from "./views.ts";

const isLeftOut = (topic: Topic, of: Topic, path: string, view: Partial<DriveView> = {}): boolean => {
    const left = {
        ...emptyView,
        ...view,
        findings: [{ severity: "problem", path, reason: "is wrong", topic } as const],
    };
    const text = String(noneOf({ left, right: undefined, limits: GENEROUS }, [of], { none: "None.", what: "it" }));
    return text.includes("Left out: it");
};

const REST = { isRest: true };

describe("a section with nothing to show", () => {
    it("doesn't say that an image's values were left out", () => {
        expect(isLeftOut("access", "access", "adminPassword")).toBe(false);
        expect(isLeftOut("access", "access", "publicKeys")).toBe(false);
        expect(isLeftOut("userData", "userData", "userData")).toBe(false);
        expect(isLeftOut("guest", "guest", "hostname")).toBe(false);
    });

    it("says that inputs were left out, each in its own section", () => {
        expect(isLeftOut("access", "access", "publicKeys.ops", REST)).toBe(true);
        expect(isLeftOut("access", "access", "publicKeys", { image: undefined })).toBe(true);
        expect(isLeftOut("guest", "guest", "meta.role", REST)).toBe(true);
        expect(isLeftOut("vendorData", "vendorData", "vendorData2", REST)).toBe(true);
        expect(isLeftOut("access", "access", "adminPassword", REST)).toBe(false);
        expect(isLeftOut("userData", "userData", "strictUserData", REST)).toBe(false);
        expect(isLeftOut("files", "files", "rootFiles", REST)).toBe(false);
    });

    it("says it too if the image's document can't be read", () => {
        expect(isLeftOut("guest", "access", "openstack/latest/meta_data.json")).toBe(true);
        expect(isLeftOut("network", "network", "openstack/2018-08-27/network_data.json")).toBe(true);
        expect(isLeftOut("network", "userData", "openstack/latest/network_data.json")).toBe(false);
    });

    it("doesn't say it of a document that could be read", async () => {
        const metaData = { hostname: "web-1", files: [{ path: "/a", content_path: "/content/0009" }] };
        const view = await viewOfImage(
            wholeOf(
                writeIso9660([file("openstack/latest/meta_data.json", JSON.stringify(metaData))], {
                    label: "config-2",
                }),
            ),
        );
        expect(view.findings.map(({ path }) => path)).toContain("openstack/latest/meta_data.json");
        expect(renderPage(view)).toContain("No public keys.");
    });
});
