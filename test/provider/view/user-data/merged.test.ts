import { describe, expect, it } from "vitest";
import { outlineOf } from "../../../../provider/view/user-data/outline.ts";
import { viewOfInputs } from "../drives.ts";

const config = (value: unknown): string => `#cloud-config\n${JSON.stringify(value)}\n`;

const FIRST = config({ packages: ["nginx"], users: ["alice"], ssh_pwauth: true, hostname: "old" });
const SECOND = config({ packages: ["apache2"], users: ["bob"], ssh_pwauth: false, hostname: "app-1" });

const REASON = "part 2 replaces packages and users of part 1: cloud-init merges lists and mappings only with merge_how";

describe("what several cloud-configs of a drive declare", () => {
    it("is what the guest ends up with: a later part replaces the keys of an earlier one", async () => {
        const { guest, findings } = await viewOfInputs({ userData: [{ content: FIRST }, { content: SECOND }] });
        expect(guest).toMatchObject({ packages: ["apache2"], users: ["bob"] });
        expect(guest.logins?.map(({ value }) => value)).toEqual(["false"]);
        expect(guest.userData.map(({ outline }) => outline).join()).toContain("nginx");
        expect(findings).toContainEqual({ severity: "warning", path: "userData", reason: REASON, topic: "userData" });
    });

    it.each([
        [
            "in the part",
            { content: config({ packages: ["apache2"], merge_how: "list(append)+dict(recurse_list)+str()" }) },
        ],
        [
            "in a header",
            { content: config({ packages: ["apache2"] }), mergeType: "list(append)+dict(recurse_list)+str()" },
        ],
    ])("is kept if a part says how it is merged: %s", async (_, part) => {
        const { guest, findings } = await viewOfInputs({ userData: [{ content: FIRST }, part] });
        expect(guest.packages).toEqual(["nginx", "apache2"]);
        expect(findings.filter(({ reason }) => reason.includes("replaces"))).toEqual([]);
    });

    it("is kept if an item of an archive has a header that says so", () => {
        const archive = (item: unknown): string => `#cloud-config-archive\n${JSON.stringify([FIRST, item])}\n`;
        const item = { content: config({ packages: ["apache2"] }), type: "text/cloud-config" };
        const packagesOf = (userData: string): readonly string[] => outlineOf({ userData }, false).packages;
        expect(packagesOf(archive(item))).toEqual(["apache2"]);
        expect(packagesOf(archive({ ...item, "Merge-Type": "list(append)+dict(recurse_list)+str()" }))).toEqual([
            "nginx",
            "apache2",
        ]);
    });

    it("names no key in a warning that cloud-init doesn't know", () => {
        const parts = [{ content: config({ hunter2: ["a"] }) }, { content: config({ hunter2: ["b"] }) }];
        const { warnings } = outlineOf({ userData: parts }, false);
        expect(warnings.map(({ reason }) => reason.split(":")[0])).toEqual(["part 2 replaces 1 other key of part 1"]);
    });

    it("is the host name, which overrides the metadata's", async () => {
        const { guest } = await viewOfInputs({
            hostname: "web-1",
            userData: [{ content: FIRST }, { content: SECOND }],
            vendorData: { "cloud-init": config({ hostname: "vendor", fqdn: "a b" }) },
        });
        expect(guest.facts.slice(0, 3)).toMatchObject([
            { path: "hostname", value: "web-1" },
            { path: "user data, part 2: hostname", label: "Host name set by user data, part 2", value: "app-1" },
            { path: "vendor data: fqdn", value: "…" },
        ]);
    });
});
