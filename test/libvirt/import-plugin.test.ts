import { type Server, status } from "@grpc/grpc-js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import {
    CheckRequest,
    type CheckResponse,
    DiffRequest,
    DiffResponse,
    ReadRequest,
    type ReadResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServer } from "../../plugin/server.ts";
import { Session } from "../../plugin/session.ts";
import { SIGNATURE } from "../../provider/model/secrets.ts";
import { lifeCycleOn, useTestHost } from "../support/host.ts";
import { ask, connectTo } from "../support/plugin/client.ts";

const URN = "urn:pulumi:dev::shop::config-drive:index:ConfigDrive::web";
const SEED = Buffer.alloc(64, 7).toString("base64");
const secret = (value: unknown): object => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("the plugin's Read without a state", () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);
    let server: Server;
    let client: ResourceProviderClient;

    beforeAll(async () => {
        server = makeServer(new Session("qemu:///system", undefined));
        client = await connectTo(server);
    });
    afterAll(() => {
        client.close();
        server.forceShutdown();
    });

    const read = (id: string): Promise<ReadResponse> =>
        ask<ReadResponse>((done) => client.read(new ReadRequest().setUrn(URN).setId(id), done));

    it("returns id, inputs and outputs as a create would have, with secrets marked; Check and Diff find nothing to do", async () => {
        const domain = await host().define();
        const content = { hostname: "web-1", adminPassword: "hunter2", files: { "/etc/key": { content: "k" } } };
        const state = await create({ domain: domain.uuid, volumePrefix: "web-1a2b3c", randomSeed: SEED, ...content });
        const response = await read(`${host().uri}|${domain.uuid}`);
        expect(response.getId()).toBe("web-1a2b3c");
        const inputs = response.getInputs()?.toJavaScript() ?? {};
        expect(inputs).toMatchObject({
            hostname: "web-1",
            adminPassword: secret("hunter2"),
            userData: secret("hello"),
            randomSeed: secret(SEED),
            files: secret({ "/etc/key": { content: secret("k") } }),
            imageDigest: state.imageDigest,
        });
        const outputs = response.getProperties();
        expect(outputs?.toJavaScript()).toMatchObject({
            volumeKey: state.volumeKey,
            attachedTarget: state.attachedTarget,
        });
        const checking = new CheckRequest().setUrn(URN).setOlds(response.getInputs()).setNews(response.getInputs());
        const checked = await ask<CheckResponse>((done) => client.check(checking, done));
        expect(checked.getFailuresList()).toEqual([]);
        expect(checked.getInputs()?.toJavaScript()).toEqual(inputs);
        const comparing = new DiffRequest()
            .setUrn(URN)
            .setId(response.getId())
            .setOlds(outputs)
            .setOldInputs(response.getInputs())
            .setNews(checked.getInputs());
        const difference = await ask<DiffResponse>((done) => client.diff(comparing, done));
        expect(difference.getChanges()).toBe(DiffResponse.DiffChanges.DIFF_NONE);
        const again = new ReadRequest().setUrn(URN).setId(response.getId()).setProperties(outputs);
        const refreshed = await ask<ReadResponse>((done) => client.read(again.setInputs(response.getInputs()), done));
        expect(refreshed.getProperties()?.toJavaScript()).toEqual(outputs?.toJavaScript());
    });

    it("is the caller's mistake if nothing can be imported", async () => {
        for (const id of ["web", `${host().uri}|${host().pool}|none.iso`]) {
            await expect(read(id)).rejects.toMatchObject({
                code: status.INVALID_ARGUMENT,
                details: expect.stringContaining(`import "${id}": `),
            });
        }
    });

    it("never prints a password in the id", async () => {
        await expect(read("qemu+ssh://root:s3cret@kvm1/system|web-1")).rejects.toMatchObject({
            code: status.INVALID_ARGUMENT,
            message: expect.not.stringContaining("s3cret"),
            details: `import "qemu+ssh://root:…@kvm1/system|web-1": the URI in the id contains a password. Remove it and set connectionPassword in the provider's configuration.`,
        });
    });

    it("names a drive of another program after the resource", async () => {
        const state = await create({ volumePrefix: "elsewhere", fixedVolume: true });
        const copy = state.volumePath.replace("elsewhere.iso", "copy.seed");
        await host().virsh("vol-clone", "--pool", host().pool, state.volume, "copy.seed");
        const response = await read(`${host().uri}|${copy}`);
        expect(response.getId()).toMatch(/^web-[0-9a-f]{6}$/);
        expect(response.getProperties()?.toJavaScript()).toMatchObject({ volume: "copy.seed" });
    });

    it("isn't a Read with a state that isn't a drive's", async () => {
        const request = new ReadRequest()
            .setUrn(URN)
            .setId("web")
            .setProperties(Struct.fromJavaScript({ pool: "x" }));
        await expect(ask((done) => client.read(request, done))).rejects.toMatchObject({
            code: status.INVALID_ARGUMENT,
            details: expect.stringContaining("the state isn't that of a config drive"),
        });
    });
});
