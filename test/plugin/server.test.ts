import { type Server, status } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import {
    CheckRequest,
    type CheckResponse,
    ConfigureRequest,
    type ConfigureResponse,
    CreateRequest,
    type CreateResponse,
    DeleteRequest,
    DiffRequest,
    DiffResponse,
    GetSchemaRequest,
    type GetSchemaResponse,
    PropertyDiff,
    ReadRequest,
    UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import fc from "fast-check";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServer } from "../../plugin/server.ts";
import { Session } from "../../plugin/session.ts";
import { UNKNOWN } from "../../provider/model/unknown.ts";
import { ask, connectTo } from "../support/plugin/client.ts";
import { SEED } from "../support/seed.ts";

const URN = "urn:pulumi:dev::shop::config-drive:index:ConfigDrive::web";
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown): object => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

type Properties = Readonly<Record<string, unknown>>;
const struct = (values: Properties): Struct => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
const valuesOf = (message: Struct | undefined): Properties => message?.toJavaScript() ?? {};

describe("the plugin's server", () => {
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

    const check = async (
        news: Properties,
        olds: Properties = {},
    ): Promise<{ readonly inputs: Properties; readonly reasons: readonly string[] }> => {
        const request = new CheckRequest().setUrn(URN).setNews(struct(news)).setOlds(struct(olds));
        const response = await ask<CheckResponse>((done) => client.check(request, done));
        const failures = response.getFailuresList();
        expect(failures.map((failure) => failure.getProperty()).join("")).toBe("");
        return { inputs: valuesOf(response.getInputs()), reasons: failures.map((failure) => failure.getReason()) };
    };

    it("plans a drive in a check, and keeps secrets secret", async () => {
        const { inputs, reasons } = await check({ hostname: secret("web-1"), userData: "#!/bin/sh\n" });
        expect(reasons).toEqual([]);
        expect(inputs).toMatchObject({
            connection: "qemu:///system",
            pool: "default",
            drive: "stored",
            hostname: secret("web-1"),
            userData: secret("#!/bin/sh\n"),
            volume: expect.stringMatching(/^web-[0-9a-f]{6}-[0-9a-f]{12}\.iso$/),
        });
        expect(inputs["randomSeed"]).toHaveProperty(SIGNATURE);
    });

    it("takes a declaration above the 4 MiB that gRPC allows by default", async () => {
        const content = "0123456789abcdef".repeat(320 * 1024);
        expect((await check({ files: { "/etc/large": { content } } })).reasons).toEqual([]);
    });

    it("reports all problems of a declaration at once, without the values", async () => {
        const { reasons } = await check({ hostname: "not a name", pol: "x", adminPassword: ["hunter2"] });
        expect(reasons).toHaveLength(3);
        expect(reasons.join("\n")).not.toContain("hunter2");
    });

    it("names the paths that change in a diff, and says which replace the drive", async () => {
        const { inputs: olds } = await check({ hostname: "web-1", meta: { role: "web" } });
        const outputs = { ...olds, volumeKey: "/p/v", volumePath: "/p/v", cloudinitId: "/p/v;x", diskXml: "<disk/>" };
        const differences = async (news: Properties): Promise<readonly [DiffResponse, Properties]> => {
            const { inputs } = await check(news, olds);
            const request = new DiffRequest()
                .setUrn(URN)
                .setId("web-1")
                .setOlds(struct(outputs))
                .setOldInputs(struct(olds))
                .setNews(struct(inputs));
            const response = await ask<DiffResponse>((done) => client.diff(request, done));
            const kinds: Record<string, PropertyDiff.Kind> = {};
            response.getDetaileddiffMap().forEach((one, path) => {
                kinds[path] = one.getKind();
            });
            return [response, kinds];
        };
        const [same, none] = await differences({ hostname: "web-1", meta: { role: "web" } });
        expect(same.getChanges()).toBe(DiffResponse.DiffChanges.DIFF_NONE);
        expect(none).toEqual({});
        const [changed, paths] = await differences({ hostname: "web-1", meta: { role: "db", tier: "1" } });
        expect(changed.getChanges()).toBe(DiffResponse.DiffChanges.DIFF_SOME);
        expect(paths).toMatchObject({
            "meta.role": PropertyDiff.Kind.UPDATE,
            "meta.tier": PropertyDiff.Kind.ADD,
            imageDigest: PropertyDiff.Kind.UPDATE,
        });
        const [moved, replacing] = await differences({
            hostname: "web-1",
            meta: { role: "web" },
            connection: "qemu+ssh://b/system",
        });
        expect(moved.getReplacesList()).toEqual(["connection"]);
        expect(moved.getDeletebeforereplace()).toBe(true);
        expect(replacing).toMatchObject({ connection: PropertyDiff.Kind.UPDATE_REPLACE });
    });

    it("previews what a create returns, without a host", async () => {
        const { inputs } = await check({ hostname: "web-1", connection: "qemu+unix:///system?socket=/nowhere" });
        const request = new CreateRequest().setUrn(URN).setProperties(struct(inputs)).setPreview(true);
        const outputs = valuesOf((await ask<CreateResponse>((done) => client.create(request, done))).getProperties());
        expect(outputs).toMatchObject({
            imageDigest: inputs["imageDigest"],
            volume: inputs["volume"],
            volumeKey: UNKNOWN,
        });
    });

    it("takes defaults of drives from the provider's configuration, and checks it", async () => {
        const configuration = struct({
            pool: "fast",
            timeouts: '{"create":900}',
            connection: "qemu+tls://kvm1/system",
        });
        await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest().setArgs(configuration), done));
        expect((await check({})).inputs).toMatchObject({
            pool: "fast",
            timeouts: { create: 900 },
            connection: "qemu+tls://kvm1/system",
        });
        expect((await check({ pool: "slow", connection: "qemu:///session" })).inputs).toMatchObject({
            pool: "slow",
            connection: "qemu:///session",
        });
        // The engine passes the stack's configuration without the marks of its secrets.
        const plain = new CheckRequest().setNews(struct({ connectionPassword: "hunter2" }));
        const sealed = (await ask<CheckResponse>((done) => client.checkConfig(plain, done))).getInputs();
        expect(valuesOf(sealed)).toEqual({ connectionPassword: secret("hunter2") });
        const wrong = new CheckRequest().setNews(struct({ pol: "x", bus: "fddi", version: "0.1.0" }));
        const failures = (await ask<CheckResponse>((done) => client.checkConfig(wrong, done))).getFailuresList();
        expect(failures.map((failure) => failure.getReason())).toMatchInlineSnapshot(`
          [
            "bus: must be auto, ide, sata, scsi, usb or virtio",
            "pol: isn't a setting of this provider; did you mean pool?",
          ]
        `);
        await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest(), done));
    });

    it("keeps what the provider's configuration marks as secret", async () => {
        const args = struct({ pool: secret("fast"), bus: "scsi" });
        await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest().setArgs(args), done));
        expect((await check({})).inputs).toMatchObject({ pool: secret("fast"), bus: "scsi" });
        expect((await check({ pool: "slow" })).inputs).toMatchObject({ pool: "slow" });
        await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest(), done));
    });

    it("quotes no value in a problem that the program marks as secret", async () => {
        const { reasons } = await check({ hostname: secret("canary bad"), name: "web", launchIndex: -1 });
        expect(reasons).toMatchInlineSnapshot(`
          [
            "hostname: [secret] must contain only letters, digits and "-" and must not start or end with "-"; guests reject other names",
            "launchIndex: must be 0 or more",
          ]
        `);
        const network = { links: [], networks: [{ id: "n", type: "ipv4", link: "l", ip_address: secret("canary") }] };
        expect((await check({ networkData: network })).reasons.join(" ")).not.toContain("canary");
        expect((await check({ hostname: "not a name" })).reasons.join(" ")).toContain('"not a name"');
    });

    it("sees whether the provider's configuration changed", async () => {
        const changes = async (olds: Properties, news: Properties): Promise<DiffResponse.DiffChanges> => {
            const request = new DiffRequest().setOlds(struct(olds)).setOldInputs(struct(olds)).setNews(struct(news));
            return (await ask<DiffResponse>((done) => client.diffConfig(request, done))).getChanges();
        };
        const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
        expect(await changes({ pool: "fast" }, { pool: "fast" })).toBe(DIFF_NONE);
        expect(await changes({ pool: "fast" }, { pool: "slow" })).toBe(DIFF_SOME);
    });

    it("names the stack's keys in problems with a provider that no program declares", async () => {
        const urn = "urn:pulumi:dev::shop::pulumi:providers:config-drive::default_0_1_0";
        const wrong = new CheckRequest().setUrn(urn).setNews(struct({ bus: "fddi" }));
        const failures = (await ask<CheckResponse>((done) => client.checkConfig(wrong, done))).getFailuresList();
        expect(failures.map((failure) => failure.getReason().slice(0, 25))).toEqual(["config-drive:bus: must be"]);
    });

    it("describes itself", async () => {
        expect((await ask<PluginInfo>((done) => client.getPluginInfo(new Empty(), done))).getVersion()).toMatch(
            /^\d+\.\d+\.\d+$/,
        );
        const schema = JSON.parse(
            (await ask<GetSchemaResponse>((done) => client.getSchema(new GetSchemaRequest(), done))).getSchema(),
        );
        expect(schema.resources).toHaveProperty("config-drive:index:ConfigDrive");
    });

    it("answers requests that make no sense with an error, and goes on", async () => {
        const json = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }).map(struct);
        const requests = fc.record({ urn: fc.oneof(fc.constant(URN), fc.string()), one: json, other: json });
        await fc.assert(
            fc.asyncProperty(requests, async ({ urn, one, other }) => {
                const answers = await Promise.allSettled([
                    ask((done) => client.check(new CheckRequest().setUrn(urn).setNews(one).setOlds(other), done)),
                    ask((done) => client.diff(new DiffRequest().setUrn(urn).setOlds(one).setNews(other), done)),
                    ask((done) => client.create(new CreateRequest().setUrn(urn).setProperties(one), done)),
                    ask((done) =>
                        client.create(new CreateRequest().setUrn(urn).setProperties(one).setPreview(true), done),
                    ),
                    ask((done) => client.update(new UpdateRequest().setUrn(urn).setOlds(one).setNews(other), done)),
                    ask((done) => client.read(new ReadRequest().setUrn(urn).setId("x").setProperties(one), done)),
                    ask((done) => client.delete(new DeleteRequest().setUrn(urn).setId("x").setProperties(one), done)),
                ]);
                for (const answer of answers.slice(4)) {
                    expect(answer).toMatchObject({ status: "rejected", reason: { code: status.INVALID_ARGUMENT } });
                }
            }),
            { seed: SEED, numRuns: 50 },
        );
        expect((await check({ hostname: "web-1" })).reasons).toEqual([]);
    });
});
