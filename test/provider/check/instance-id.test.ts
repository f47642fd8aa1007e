import { describe, expect, it } from "vitest";
import type { Checked } from "../../../provider/check/plan.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { checkInputs } from "../../support/check-inputs.ts";

const BASE = { connection: "qemu:///system", volumePrefix: "web" };
const DOMAIN = "83679162-1378-4288-A2D4-70e13ec132aa";

const check = (news: RawInputs, olds: RawInputs = {}): Checked =>
    checkInputs(olds, { ...BASE, ...news }, (size) => new Uint8Array(size));

describe("the instance id of a drive", () => {
    const id = (news: RawInputs) => check(news).inputs["instanceId"];

    it("is the declared one, else the domain's UUID", () => {
        expect(id({ uuid: "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11", domain: DOMAIN })).toBe(
            "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11",
        );
        expect(id({ domain: DOMAIN })).toBe(DOMAIN.toLowerCase());
    });

    it("is derived from the place of a drive without a domain", () => {
        const made = id({ domain: "by-name" });
        expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(id({})).toBe(made);
        expect(id({ hostname: "other", domain: "renamed" })).toBe(made);
        for (const other of [{ pool: "p" }, { volumePrefix: "p" }, { connection: "qemu:///session" }]) {
            expect(id(other)).not.toBe(made);
        }
    });

    it("causes a warning if it is new for the same domain, and only then", () => {
        const uuid = "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11";
        const first = check({ domain: DOMAIN }).inputs;
        expect(check({ domain: DOMAIN, uuid }, first).warnings).toEqual([
            {
                path: "uuid",
                reason: `changes from ${DOMAIN.toLowerCase()} to ${uuid}, so the guest will consider itself a new machine and run its first-boot setup again, with new ssh host keys; to prevent this, set uuid: "${DOMAIN.toLowerCase()}". cloud-init doesn't notice this by itself: while its instance id is the domain's UUID, it uses its cache instead of the drive. After the update, run \`cloud-init clean --reboot\` in the guest once`,
            },
        ]);
        expect(check({ domain: DOMAIN, hostname: "renamed" }, first).warnings).toEqual([]);
        // An imported drive can have an id that uuid doesn't accept.
        expect(check({ domain: DOMAIN }, { ...first, instanceId: "i-0a1b" }).warnings).toEqual([
            {
                path: "uuid",
                reason: `changes from i-0a1b to ${DOMAIN.toLowerCase()}, so the guest will consider itself a new machine and run its first-boot setup again, with new ssh host keys`,
            },
        ]);
        expect(check({ domain: uuid }, first).warnings).toEqual([]);
        expect(check({ domain: DOMAIN, uuid }, { ...first, instanceId: UNKNOWN }).warnings).toEqual([]);
        const bare = { metadataVersions: [], rootFiles: { text: { content: "" } } };
        expect(check({ ...bare, pool: "other" }, check(bare).inputs).warnings).toEqual([]);
    });
});
