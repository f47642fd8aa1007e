import type { Server } from "@grpc/grpc-js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import {
    CheckRequest,
    type CheckResponse,
    ConfigureRequest,
    type ConfigureResponse,
    CreateRequest,
    type CreateResponse,
    UpdateRequest,
    type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServer } from "../../../plugin/server.ts";
import { Session } from "../../../plugin/session.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { caught, emptyCdrom, useTestHost } from "../../support/host.ts";
import { ask, connectTo } from "../../support/plugin/client.ts";
import { RecordingEngine } from "../../support/plugin/engine.ts";

const URN = "urn:pulumi:dev::shop::config-drive:index:ConfigDrive::web";
const FULL_IDE = ["hda", "hdb", "hdc", "hdd"].map((target) => emptyCdrom(target, "ide")).join("");
const NIC = { links: [{ id: "eth0", type: "phy", ethernet_mac_address: "52:54:00:aa:bb:cc" }], networks: [] };

const struct = (values: RawInputs): Struct => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));

describe("a preview that asks the host", () => {
    const host = useTestHost();
    let engine: RecordingEngine;
    let server: Server;
    let client: ResourceProviderClient;

    beforeAll(async () => {
        engine = await RecordingEngine.start();
        server = makeServer(new Session("qemu:///system", engine.address));
        client = await connectTo(server);
        const args = struct({ checkHost: "true" });
        await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest().setArgs(args), done));
    });
    afterAll(() => {
        client.close();
        server.forceShutdown();
        engine.stop();
    });

    const check = async (inputs: RawInputs): Promise<Struct | undefined> => {
        const news = struct({ connection: host().uri, pool: host().pool, userData: "#!/bin/sh\n", ...inputs });
        const request = new CheckRequest().setUrn(URN).setNews(news);
        const response = await ask<CheckResponse>((done) => client.check(request, done));
        expect(response.getFailuresList()).toEqual([]);
        return response.getInputs();
    };

    const create = async (inputs: RawInputs, isPreview: boolean = true): Promise<CreateResponse> => {
        const request = new CreateRequest()
            .setUrn(URN)
            .setPreview(isPreview)
            .setProperties(await check(inputs));
        return await ask<CreateResponse>((done) => client.create(request, done));
    };

    /** What the engine shows, once it has got it: messages go beside the answers. */
    const said = async (count: number): Promise<readonly string[]> => {
        const before = engine.messages.length;
        await expect.poll(() => engine.messages.length).toBeGreaterThanOrEqual(count);
        expect(before).toBeLessThanOrEqual(count);
        return engine.messages.map(({ severity, urn, text }) => {
            expect(urn).toBe(URN);
            return `${severity}: ${text.replaceAll(host().pool, "POOL")}`;
        });
    };

    it.each([
        { what: "a full bus", devices: FULL_IDE, inputs: {}, reason: /no free place|is full|all .* in use/ },
        { what: "a MAC that no NIC has", devices: "", inputs: { networkData: NIC }, reason: /52:54:00:aa:bb:cc/ },
    ])("reports $what", async ({ devices, inputs, reason }) => {
        const domain = await host().define({ devices });
        const { message } = await caught(create({ domain: domain.uuid, ...inputs }));
        expect(message).toMatch(reason);
        expect(await host().files()).toEqual([]);
    });

    it("finds nothing wrong where up succeeds, and up does", async () => {
        const domain = await host().define();
        await create({ domain: domain.uuid });
        const done = await create({ domain: domain.uuid }, false);
        const news = await check({ domain: domain.uuid, userData: "#!/bin/bash\n" });
        const update = new UpdateRequest().setUrn(URN).setId(done.getId()).setPreview(true).setNews(news);
        update.setOlds(done.getProperties());
        const planned = await ask<UpdateResponse>((answer) => client.update(update, answer));
        expect(planned.getProperties()?.toJavaScript()).toMatchObject({ drive: "attached" });
        expect((await host().files()).length).toBe(1);
    });

    it("warns of a pool and a domain that don't exist yet: the program may create them", async () => {
        const start = engine.messages.length;
        await create({ pool: "not-yet", domain: "web-1" });
        const messages = (await said(start + 2)).slice(start);
        expect(messages.map((each) => each.slice(0, 130)).sort()).toMatchInlineSnapshot(`
          [
            "warning: config drive web-df6502: up fails unless this program creates what is missing: find domain "web-1": the host has no such ",
            "warning: config drive web-df6502: up fails unless this program creates what is missing: store the image: the host has no such pool",
          ]
        `);
    });

    it("checks what is known of a drive whose content isn't", async () => {
        const start = engine.messages.length;
        await create({ pool: "not-yet", hostname: UNKNOWN, domain: UNKNOWN });
        expect((await said(start + 1)).slice(start)).toHaveLength(1);
    });

    it("warns of a host that can't be reached, once", async () => {
        const start = engine.messages.length;
        const connection = "qemu+unix:///system?socket=/nowhere/libvirt-sock";
        await create({ connection });
        await create({ connection });
        expect((await said(start + 1)).slice(start)).toMatchInlineSnapshot(`
          [
            "warning: connect to qemu+unix:///system?socket=/nowhere/libvirt-sock: no socket exists at /nowhere/libvirt-sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH). This preview can't check the host. To skip this check, set checkHost: false.",
          ]
        `);
    });
});
