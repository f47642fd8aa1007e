import { describe, expect, it } from "vitest";
import type { Checked } from "../../../provider/check/plan.ts";
import { rebuildDrive } from "../../../provider/image/build.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import type { CheckedInputs } from "../../../provider/model/state.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { checkInputs } from "../../support/check-inputs.ts";

const DOMAIN = "83679162-1378-4288-a2d4-70e13ec132aa";
const OTHER = "1ea0e6a6-1b5c-4d5f-9d7c-6f4f0c8e2a11";
const BASE = { connection: "qemu:///system", volumePrefix: "web", domain: DOMAIN, userData: "#!/bin/sh\n" };
const RERUN = { ...BASE, rerun: "onChange" };

let drawn = 0;
/** Bytes that differ at each call, as a seed's do. */
const randomBytes = (size: number): Uint8Array => new Uint8Array(size).fill(++drawn);

const check = (news: RawInputs, olds: RawInputs = {}): Checked => checkInputs(olds, news, randomBytes);
const idOf = ({ inputs }: Checked): unknown => inputs["instanceId"];
const warnings = (news: RawInputs, olds: RawInputs): readonly string[] =>
    check(news, olds).warnings.map(({ path, reason }) => `${path}: ${reason}`);

/** A text with the ids that it names replaced by their roles. */
const withRoles = (text: string | undefined, last: unknown, next: unknown): string | undefined =>
    text?.replaceAll(String(last), "LAST").replaceAll(String(next), "NEXT");

describe("a drive whose guest runs its setup again", () => {
    it("has an id of its own in the plan, on the drive and in the digest", () => {
        const { inputs } = check(RERUN);
        expect(inputs["instanceId"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        const { spec, shownDigest } = rebuildDrive(inputs as unknown as CheckedInputs);
        expect(spec.metaData.uuid).toBe(inputs["instanceId"]);
        expect(shownDigest).toBe(inputs["imageDigest"]);
        const declared = check({ ...RERUN, uuid: OTHER }).inputs;
        expect(declared["instanceId"]).not.toBe(OTHER);
        expect(rebuildDrive(declared as unknown as CheckedInputs).spec.metaData.uuid).toBe(declared["instanceId"]);
    });

    it("keeps its id from run to run, since it keeps its seed", () => {
        const first = check(RERUN);
        expect(idOf(check(RERUN, first.inputs))).toBe(idOf(first));
        const renamed = check({ ...RERUN, hostname: "web-2", publicKeys: {}, meta: { a: "b" } }, first.inputs);
        expect([idOf(renamed), renamed.warnings]).toEqual([idOf(first), []]);
        expect(idOf(check(RERUN))).not.toBe(idOf(first));
    });

    it("gets the earlier id with the earlier content", () => {
        const first = check(RERUN);
        const second = check({ ...RERUN, userData: "#!/bin/sh\necho\n" }, first.inputs);
        expect(idOf(second)).not.toBe(idOf(first));
        expect(idOf(check(RERUN, second.inputs))).toBe(idOf(first));
    });

    it("isn't told from any other by rerun: never, which inputs omit", () => {
        const plain = check(BASE);
        const never = check({ ...BASE, rerun: "never" }, plain.inputs);
        expect(never).toEqual(check(BASE, plain.inputs));
        expect(never.inputs).not.toHaveProperty("rerun");
        expect(idOf(never)).toBe(DOMAIN);
    });

    it.each<[string, RawInputs]>([
        ["a covered value", { files: { "/a": { content: UNKNOWN } } }],
        ["another value", { networkData: UNKNOWN }],
        ["the domain", { domain: UNKNOWN }],
        ["rerun itself", { rerun: UNKNOWN }],
        ["the seed", { randomSeed: UNKNOWN }],
    ])("has an unknown id while %s isn't known yet", (_, news) => {
        const { inputs, problems, warnings } = check({ ...RERUN, ...news }, check(RERUN).inputs);
        expect([inputs["instanceId"], problems, warnings]).toEqual([UNKNOWN, [], []]);
    });

    it("is rejected without a seed", () => {
        expect(check({ ...RERUN, randomSeed: null }).problems).toEqual([
            { path: "rerun", reason: expect.stringMatching(/^requires a randomSeed of at least 16 random bytes/) },
        ]);
    });
});

describe("the preview of a drive with rerun", () => {
    const first = check(RERUN).inputs;

    it("names what changed and what the guest will do", () => {
        const news = { ...RERUN, userData: "#!/bin/sh\necho\n", files: { "/a": { content: "" } } };
        const [warning, ...others] = warnings(news, first);
        expect(others).toEqual([]);
        expect(withRoles(warning, first["instanceId"], idOf(check(news, first)))).toMatchInlineSnapshot(
            `"rerun: makes the guest run its first-boot setup again at its next boot, because userData and files changed: cloud-init makes new ssh host keys and applies users, files, runcmd and scripts again. The instance id changes from LAST to NEXT. A guest that already ran exactly this content skips it"`,
        );
        expect(warnings(RERUN, first)).toEqual([]);
        expect(warnings({ ...RERUN, hostname: "web-2", networkData: undefined }, first)).toEqual([]);
    });

    it.each([
        ["another uuid", { uuid: OTHER }, "uuid"],
        ["another seed", { randomSeed: "c2l4dGVlbiBieXRlcyBvaw==" }, "randomSeed"],
        ["vendor data", { vendorData: { a: 1 } }, "vendorData"],
        ["vendor data in its second form", { vendorData2: { a: 1 } }, "vendorData2"],
    ])("names the cause: %s", (_, news, cause) => {
        expect(warnings({ ...RERUN, ...news }, first)).toEqual([
            expect.stringMatching(new RegExp(`^rerun: makes the guest run .*, because ${cause} changed: `)),
        ]);
    });

    it("says that a new rerun changes the id once, and how cloud-init notices", () => {
        const plain = check(BASE).inputs;
        const [warning, ...others] = warnings(RERUN, plain);
        expect(others).toEqual([]);
        expect(withRoles(warning, DOMAIN, idOf(check(RERUN, plain)))).toMatchInlineSnapshot(
            `"rerun: is newly set, which makes the guest run its first-boot setup again: cloud-init makes new ssh host keys and applies users, files, runcmd and scripts again. The instance id changes once, from LAST to NEXT. cloud-init doesn't notice this by itself: while its instance id is the domain's UUID, it uses its cache instead of the drive. After the update, run \`cloud-init clean --reboot\` in the guest once"`,
        );
        const declared = check({ ...BASE, uuid: OTHER }).inputs;
        expect(warnings({ ...RERUN, uuid: OTHER }, declared)).toEqual([
            expect.stringMatching(/^rerun: is newly set, .* The instance id changes once, from \S+ to \S+$/),
        ]);
    });

    it("says how to keep the id without rerun", () => {
        expect(warnings(BASE, first)).toEqual([
            expect.stringMatching(
                new RegExp(
                    `^rerun: was removed, so the instance id changes from .*; to prevent this, set uuid: "${first["instanceId"]}"$`,
                ),
            ),
        ]);
        expect(warnings({ ...BASE, uuid: first["instanceId"] }, first)).toEqual([]);
    });

    it("says that another connection draws another seed, unless the program sets it", () => {
        const connection = "qemu+ssh://host/system";
        expect(warnings({ ...RERUN, connection }, first)).toMatchInlineSnapshot(`
          [
            "rerun: makes the guest run its first-boot setup again at its next boot, because another connection replaces the drive and its randomSeed; to prevent this, set randomSeed to its current value (pulumi stack export --show-secrets)",
          ]
        `);
        for (const news of [
            { ...RERUN, connection, randomSeed: first["randomSeed"] },
            { ...RERUN, connection, domain: OTHER },
            { ...RERUN, connection: UNKNOWN },
            { ...BASE, connection, uuid: first["instanceId"] },
        ]) {
            expect(warnings(news, first)).toEqual([]);
        }
    });
});
