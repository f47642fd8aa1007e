import { describe, expect, it, vi } from "vitest";
import * as provider from "../../provider/index.ts";
import type { CheckedInputs, State } from "../../provider/model/state.ts";
import { virsh } from "../../provider/text/shell-word.ts";
import { DEFAULTS } from "../support/defaults.ts";
import { caught, useTestHost } from "../support/host.ts";
import { unsealed } from "../support/unsealed.ts";

const asInputs = (inputs: Record<string, unknown>) =>
    inputs as unknown as CheckedInputs & { __provider: string } & Record<string, unknown>;
const asState = (outs: Record<string, unknown>) => outs as unknown as State;

/** Outputs in a state: the engine has added the text that loads the provider. */
const inState = (outs: Record<string, unknown>) => asState({ ...outs, __provider: "text" });

const SECRET = "correct horse battery staple";

describe("the provider's functions", () => {
    const host = useTestHost();

    const declaration = (more: Record<string, unknown>) => ({
        __provider: "text",
        connection: host().uri,
        pool: host().pool,
        volumePrefix: "web",
        userData: SECRET,
        randomSeed: "",
        ...more,
    });

    const check = async (olds: Record<string, unknown>, news: Record<string, unknown>) => {
        const { inputs, failures } = await provider.check(olds, news);
        expect(failures).toEqual([]);
        return asInputs(unsealed(inputs));
    };

    it("take a drive through its life", async () => {
        const domain = await host().define();
        const first = await check({}, declaration({ domain: domain.uuid }));
        const { id, outs } = await provider.create(first);
        expect(id).toBe("web");
        for (const key of ["imageDigest", "imageSize", "volume", "contents", "instanceId", "drive"] as const) {
            expect(outs[key]).toEqual(first[key]);
        }
        const again = await check(first, declaration({ domain: domain.uuid }));
        expect(again).toEqual(first);
        expect(await provider.diff(id, inState(outs), again)).toEqual({
            changes: false,
            replaces: [],
            deleteBeforeReplace: true,
        });
        expect(await provider.read(id, asState(outs))).toEqual({ id, props: outs });

        const changed = await check(again, declaration({ domain: domain.uuid, hostname: "web-1" }));
        expect(changed.randomSeed).toBe(first.randomSeed);
        expect(await provider.diff(id, inState(outs), changed)).toMatchObject({ changes: true, replaces: [] });
        const updated = await provider.update(id, asState(outs), changed);
        expect(updated.outs["volume"]).toBe(changed.volume);
        expect(await provider.diff(id, inState(updated.outs), changed)).toMatchObject({ changes: false });
        expect(JSON.stringify([outs, updated.outs])).not.toContain(SECRET);
        expect(JSON.stringify([outs, updated.outs])).not.toContain(String(first.randomSeed));

        await provider.delete(id, asState(updated.outs));
        expect(await host().files()).toEqual([]);
        expect((await domain.config()).disks).toEqual([]);
    });

    it("leave defaults out of inputs and outputs, and take those that an older version wrote for the same", async () => {
        const domain = await host().define();
        const inputs = await check({}, declaration({ domain: domain.uuid, ...DEFAULTS }));
        const { id, outs } = await provider.create(inputs);
        const written = { ...DEFAULTS, addedController: -1, retiredVolumes: [] };
        for (const key of Object.keys(written)) expect([key in inputs, key in outs]).toEqual([false, false]);
        const older = { ...outs, ...written };
        expect(await provider.diff(id, inState(older), inputs)).toMatchObject({ changes: false });
        expect(await provider.diff(id, inState(outs), { ...inputs, ...DEFAULTS })).toMatchObject({ changes: false });
        expect(unsealed((await provider.read(id, asState(older))).props)).toEqual(older);
        const changed = await check(inputs, declaration({ domain: domain.uuid, hostname: "web-1" }));
        const updated = await provider.update(id, asState(older), changed);
        expect(Object.keys(updated.outs).sort()).toEqual(Object.keys(outs).sort());
    });

    it("leave a drive where it is if its replacement can't be created", async () => {
        const [domain, other] = [await host().define(), await host().define()];
        const first = await check({}, declaration({ domain: domain.uuid }));
        const { id, outs } = await provider.create(first);
        const replacing = async (more: Record<string, unknown>): Promise<Error> => {
            const news = await check(first, declaration({ domain: domain.uuid, ...more }));
            expect((await provider.diff(id, inState(outs), news)).replaces).not.toEqual([]);
            return await caught(provider.delete(id, asState(outs)));
        };
        expect((await replacing({ domain: "mistyped" })).message).toMatch(
            /^find domain "mistyped": .*\. The drive stays where it is\.$/,
        );
        const nowhere = { connection: "qemu+unix:///system?socket=/nowhere/sock" };
        expect((await replacing(nowhere)).message).toMatch(/^connect to .*\. The drive stays where it is\.$/);
        expect((await domain.config()).disks).toHaveLength(1);
        expect(await host().files()).toHaveLength(1);

        const news = await check(first, declaration({ domain: other.uuid }));
        await provider.diff(id, inState(outs), news);
        await provider.delete(id, asState(outs));
        expect((await domain.config()).disks).toEqual([]);
        const { outs: moved } = await provider.create(news);
        expect((await other.config()).disks).toHaveLength(1);
        await provider.delete(id, asState(moved));
        expect(await host().files()).toEqual([]);
    });

    it("tell drift and have the next update mend it", async () => {
        const domain = await host().define();
        const inputs = await check({}, declaration({ domain: domain.uuid }));
        const { id, outs } = await provider.create(inputs);
        await domain.detach(String(outs["diskXml"]), 2);
        const { props } = await provider.read(id, asState(outs));
        expect(props["drive"]).toBe("detached from the persistent definition");
        expect(await provider.diff(id, inState(props), inputs)).toMatchObject({ changes: true, replaces: [] });
        const mended = await provider.update(id, asState(props), inputs);
        expect(mended.outs).toEqual(outs);
    });

    it("hand over what is there when a run fails half-way, with the text that loads them", async () => {
        const absent = "<disk type='file'><source file='/absent'/><target dev='hdd' bus='ide'/></disk>";
        const domain = await host().define({ devices: absent });
        const inputs = await check({}, declaration({ domain: domain.uuid, startDomain: true }));
        const error = await caught(provider.create(inputs));
        expect(error).toMatchObject({
            id: "web",
            properties: { __provider: "text", drive: "attached" },
            reasons: [error.message],
        });
        expect(error.message).toBe(
            "create config drive web: libvirt (domainCreateWithFlags): Cannot access storage file '/absent': No such file or directory.",
        );
        const { properties } = error as unknown as { properties: Record<string, unknown> };
        expect(properties).not.toHaveProperty("startDomain");
        await provider.delete("web", asState(properties));
        expect(await host().files()).toEqual([]);
    });

    it("leave nothing for the engine to keep when nothing was done", async () => {
        const inputs = await check({}, declaration({ domain: "nobody" }));
        const error = await caught(provider.create(inputs));
        expect(error).not.toHaveProperty("id");
        expect(error.message).toContain('find domain "nobody": the host has no such domain.');
    });

    it("say at each refresh what is wrong, and fail without a stack trace", async () => {
        const domain = await host().define();
        const inputs = await check({}, declaration({ domain: domain.uuid }));
        const { id, outs } = await provider.create(inputs);
        await host().virsh("detach-disk", domain.name, String(outs["attachedTarget"]), "--config");
        const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
        try {
            const { props } = await provider.read(id, asState(outs));
            await provider.read(id, asState(props));
            const line = `config drive ${id}: detached from the persistent definition\n`;
            expect(said.mock.calls.map(([text]) => text)).toEqual([line, line]);
        } finally {
            said.mockRestore();
        }
        await host().stopPool();
        const error = await caught(provider.delete(id, asState(outs)));
        expect(error.message).toContain("is defined but not active");
        expect(error.stack).toBe(error.message);
    });

    it("keep to the deadline and say so", async () => {
        const domain = await host().define();
        const inputs = await check({}, declaration({ domain: domain.uuid, timeouts: { create: 0.001 } }));
        const error = await caught(provider.create(inputs));
        expect(error.message).toBe(
            `create config drive web: not finished within 0.001 s. Check that the host responds (${virsh(host().uri, "list")}) and run again, or raise timeouts.create.`,
        );
    });
});
