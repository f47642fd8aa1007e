import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rebuildDrive } from "../../provider/image/build.ts";
import { sha256Of } from "../../provider/image/write.ts";
import { createDrive } from "../../provider/lifecycle/create.ts";
import { updateDrive } from "../../provider/lifecycle/update.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import type { CheckedInputs } from "../../provider/model/state.ts";
import { domainXml, readReports, waitFor } from "../guests/guest.ts";
import { useTestHost } from "../support/host.ts";
import { inMemory } from "../support/in-memory.ts";

const BOOT_MS = 60_000;
const META_DATA = "openstack/latest/meta_data.json";

/** The metadata that a guest should see: the drive's own, with the planned instance id. */
const metaDataOf = (inputs: CheckedInputs): string => {
    const content = rebuildDrive(inputs).tree.find(({ path }) => path === META_DATA)?.content ?? new Uint8Array();
    expect(JSON.parse(Buffer.from(inMemory(content)).toString())).toMatchObject({ uuid: inputs.instanceId });
    return sha256Of([inMemory(content)]);
};

describe("the instance id that a running guest sees with rerun", () => {
    const host = useTestHost();

    it("follows the content, and another uuid than the domain's is no reason for a warning", async () => {
        const console = join(host().folder, "console.log");
        const domain = await host().defineXml((name) => domainXml({ name, console }));
        const sees = async (inputs: CheckedInputs): Promise<void> => {
            const sha256 = metaDataOf(inputs);
            const isSeen = ({ path, sha256: seen }: { path: string; sha256: string }) =>
                path === META_DATA && seen === sha256;
            await waitFor(console, (log) => readReports(log).find(({ files }) => files.some(isSeen)), BOOT_MS);
        };
        const declare = (inputs: Partial<Inputs>): CheckedInputs =>
            host().declare({ ...base, rerun: "onChange", ...inputs });
        const base: Partial<Inputs> = {
            domain: domain.uuid,
            uuid: randomUUID(),
            randomSeed: Buffer.alloc(64, 7).toString("base64"),
            startDomain: true,
        };
        const [first, renamed, second] = [
            declare({ userData: "first" }),
            declare({ userData: "first", hostname: "web-2" }),
            declare({ userData: "second" }),
        ];
        expect(new Set([base.uuid, first.instanceId, second.instanceId]).size).toBe(3);
        expect(renamed.instanceId).toBe(first.instanceId);

        const created = await createDrive(host().handle(), first);
        await sees(first);
        const updated = await updateDrive(host().handle(), created, renamed);
        await sees(renamed);
        const last = await updateDrive(host().handle(), updated, second);
        await sees(second);
        expect(last).toMatchObject({
            instanceId: second.instanceId,
            cloudinitId: `${last.volumeKey};${second.instanceId}`,
        });
        expect(last).not.toHaveProperty("rerun");
        expect(host().warnings).toEqual([]);
    });
});
