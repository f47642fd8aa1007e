import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, status } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import {
    ConfigureRequest,
    type ConfigureResponse,
    InvokeRequest,
    type InvokeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeServer } from "../../plugin/server.ts";
import { Session } from "../../plugin/session.ts";
import { UNKNOWN } from "../../provider/model/unknown.ts";
import {
    cloudConfig,
    configDriveImage,
    gzipped,
    mergeType,
    type NetworkArgs,
    networkData,
    publicKeysOf,
} from "../../sdk/index.ts";
import { SSH_KEY } from "../provider/spec/reading.ts";
import { ask, connectTo } from "../support/plugin/client.ts";
import { SEED } from "../support/seed.ts";

type Values = Readonly<Record<string, unknown>>;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown): Values => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const struct = (values: Values): Struct => Struct.fromJavaScript(JSON.parse(JSON.stringify(values)));
const known = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((done) => output.apply((value) => done(value)));

const PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:config-drive::default";
const MAC = "52:54:00:12:34:56";
const SALT = Buffer.alloc(16, 7).toString("base64");

describe("the plugin's functions", () => {
    const directory = mkdtempSync(join(tmpdir(), "functions-"));
    let server: Server;
    let client: ResourceProviderClient;

    beforeAll(async () => {
        await pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: "", state: {} }) }, "shop", "dev");
        server = makeServer(new Session("qemu:///system", undefined));
        client = await connectTo(server);
        const configuration = new ConfigureRequest().setUrn(PROVIDER);
        await ask<ConfigureResponse>((done) => client.configure(configuration, done));
    });
    afterAll(() => {
        client.close();
        server.forceShutdown();
        rmSync(directory, { recursive: true });
    });

    const answer = (name: string, args: Values): Promise<InvokeResponse> => {
        const request = new InvokeRequest().setTok(`config-drive:index:${name}`).setArgs(struct(args));
        return ask<InvokeResponse>((done) => client.invoke(request, done));
    };
    const call = async (name: string, args: Values): Promise<Values> => {
        const response = await answer(name, args);
        expect(response.getFailuresList()).toEqual([]);
        return response.getReturn()?.toJavaScript() ?? {};
    };
    const problems = async (name: string, args: Values): Promise<readonly string[]> => {
        const response = await answer(name, args);
        expect(response.getReturn()).toBeUndefined();
        return response.getFailuresList().map((failure) => `${failure.getReason()} (${failure.getProperty()})`);
    };

    it(`return what the npm package's helpers do, CONFIG_DRIVE_SEED=${SEED}`, async () => {
        const json = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue(), { maxKeys: 4 });
        const config = json.filter((value) => !JSON.stringify(value).includes("__proto__"));
        const choices = fc.record(
            {
                lists: fc.constantFrom("append", "prepend", "keep"),
                texts: fc.constantFrom("replace", "append", "keep"),
            } as const,
            { requiredKeys: [] },
        );
        const inputs = fc.record({
            config,
            choices,
            text: fc.string({ unit: "grapheme", maxLength: 400 }),
            comments: fc.array(fc.stringMatching(/^[a-z@. -]{0,8}$/), { minLength: 1, maxLength: 4 }),
            host: fc.integer({ min: 2, max: 254 }),
            dhcp6: fc.constantFrom(...([true, false, "slaac", "stateful", "stateless"] as const)),
        } as const);
        await fc.assert(
            fc.asyncProperty(inputs, async ({ config: document, choices: merge, text, comments, host, dhcp6 }) => {
                // The protocol's maps have no order of their own; Google's library reads them in that of their keys.
                const body = cloudConfig(struct(document).toJavaScript() as Parameters<typeof cloudConfig>[0]);
                expect(await call("cloudConfig", { config: document })).toEqual({ result: await known(body) });
                expect(await call("mergeType", merge)).toEqual({ result: mergeType(merge) });
                const short = await known(gzipped(text));
                const base64 =
                    typeof short === "string" ? Buffer.from(short).toString("base64") : Reflect.get(short, "base64");
                expect(await call("gzipped", { text })).toEqual({ base64 });
                const keys = comments.map((comment) => `${SSH_KEY} ${comment}`).join("\n");
                expect(await call("publicKeysOf", { text: keys })).toEqual({ result: publicKeysOf(keys) });
                const network: NetworkArgs = {
                    ethernets: { lan: { mac: MAC, addresses: [`192.0.2.${host}/24`], gateway4: "192.0.2.1", dhcp6 } },
                    vlans: { storage: { id: host, link: "lan", dhcp4: true, mtu: 9000 } },
                    nameservers: ["192.0.2.53"],
                };
                const result = JSON.stringify(await known(networkData(network)));
                expect(await call("networkData", { ...network })).toEqual({ result });
            }),
            { seed: SEED, numRuns: 30 },
        );
    });

    it("report everything that is wrong with the arguments, by their paths", async () => {
        const lan = { mac: MAC, addresses: ["192.0.2.10"], dhcp: true };
        expect({
            networkData: await problems("networkData", { ethernets: { lan }, bond: {} }),
            unreachable: await problems("networkData", { ethernets: { lan: { mac: MAC, gateway4: "192.0.2.1" } } }),
            cloudConfig: await problems("cloudConfig", { config: "packages: []", texts: 1 }),
            gzipped: await problems("gzipped", {}),
            mergeType: await problems("mergeType", { lists: "replace", texts: 3 }),
            publicKeysOf: await problems("publicKeysOf", { text: `${SSH_KEY}\n-----BEGIN OPENSSH PRIVATE KEY-----\n` }),
            configDriveImage: await problems("configDriveImage", {
                hostname: "not a name",
                format: "iso",
                size: 1,
                pool: "default",
                includeBase64gzip: "yes",
            }),
        }).toMatchInlineSnapshot(`
          {
            "cloudConfig": [
              "must be an object, not a string (config)",
              "unknown key; supported keys: config (texts)",
            ],
            "configDriveImage": [
              "must be true or false (includeBase64gzip)",
              "must be one of "iso9660", "vfat", "vhd", "vmdk" (format)",
              "belongs to the ConfigDrive resource; omit it here (pool)",
              ""not a name" must contain only letters, digits and "-" and must not start or end with "-"; guests reject other names (hostname)",
            ],
            "gzipped": [
              "is missing; it must be a string (text)",
            ],
            "mergeType": [
              "must be one of "append", "prepend", "keep" (lists)",
              "must be one of "replace", "append", "keep", not a number (texts)",
            ],
            "networkData": [
              ""192.0.2.10" must be an address with a prefix length, e.g. 192.0.2.10/24 (ethernets.lan.addresses[0])",
              "unknown key; did you mean "dhcp4"? (ethernets.lan.dhcp)",
              "unknown key; did you mean "bonds"? (bond)",
            ],
            "publicKeysOf": [
              "line 2 starts a private key; use the public one (text)",
            ],
            "unreachable": [
              "192.0.2.1 can't be reached: the link has no IPv4 address (ethernets.lan.gateway4)",
            ],
          }
        `);
    });

    it("keep what comes of a secret secret", async () => {
        expect(await call("cloudConfig", { config: { password: secret("canary") } })).toEqual({
            result: secret(expect.stringContaining("canary")),
        });
        expect(await call("gzipped", { text: secret("canary") })).toEqual({ base64: secret(expect.any(String)) });
        const network = await call("networkData", { ethernets: { lan: { mac: secret(MAC) } } });
        expect(network).toEqual({ result: secret(expect.stringContaining(MAC)) });
    });

    it("return nothing before the arguments are known", async () => {
        expect(await call("cloudConfig", { config: { packages: UNKNOWN } })).toEqual({});
        expect(await call("configDriveImage", { hostname: UNKNOWN, directory })).toEqual({});
        expect(readdirSync(directory)).toEqual([]);
    });

    it("take null for an absent argument, and name no other function", async () => {
        expect(await call("mergeType", { lists: null, texts: "keep" })).toEqual({
            result: mergeType({ texts: "keep" }),
        });
        await expect(answer("gunzipped", {})).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    });

    it.each([
        ["iso9660", {}, ".iso"],
        ["vfat", { size: 2_129_920 }, ".img"],
        ["vhd", {}, ".vhd"],
        ["vmdk", {}, ".vmdk"],
        ["vmdk", { subformat: "monolithicFlat" }, ".vmdk"],
        ["vhd", { report: true }, ".vhd"],
    ] as const)("write an image as %s %o, the same as the npm package's", async (format, more, ending) => {
        const args = { hostname: "web-1", randomSeed: SALT, userData: "#cloud-config\npackages: [nginx]\n" };
        const options = { format, ...more };
        const image = await call("configDriveImage", { ...args, ...options, directory, includeBase64gzip: true });
        const own = configDriveImage(args, { ...options, directory });
        expect(image).toEqual({
            path: await known(own.path),
            extentPath: await known(own.extentPath),
            report: await known(own.report),
            sha256: await known(own.sha256),
            size: await known(own.size),
            virtualSize: await known(own.virtualSize),
            base64gzip: secret(await known(own.base64gzip)),
        });
        const path = String(image["path"]);
        expect(path.endsWith(ending)).toBe(true);
        expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(image["sha256"]);
        expect(statSync(path).mode & 0o777).toBe(0o600);
        const isReported = "report" in more && more.report;
        expect(image["report"]).toBe(isReported ? path.replace(ending, ".html") : "");
        if (isReported) expect(readFileSync(path.replace(ending, ".html"), "utf8")).toMatch(/^<!doctype html>/);
    });

    it("write an image with files from disk and network data as JSON", async () => {
        const [name = ""] = readdirSync(import.meta.dirname);
        const source = join(import.meta.dirname, name);
        const hash = createHash("sha256").update(readFileSync(source)).digest("hex");
        const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash, path: source };
        const { result } = await call("networkData", { ethernets: { lan: { mac: MAC, dhcp4: true } } });
        const image = await call("configDriveImage", {
            hostname: "web-1",
            networkData: result,
            files: { "/opt/file": { asset } },
            directory,
        });
        expect(Object.keys(image).sort()).toEqual(["extentPath", "path", "report", "sha256", "size", "virtualSize"]);
        // Without a seed the digest could confirm guesses.
        expect(image["sha256"]).toEqual(secret(expect.stringMatching(/^[0-9a-f]{64}$/)));
        const path = String(Reflect.get(Object(image["path"]), "value"));
        const written = readFileSync(path);
        expect(written.includes(readFileSync(source))).toBe(true);
        expect(written.includes('"ipv4_dhcp"')).toBe(true);
    });

    it("need a UUID from a program whose engine doesn't name its stack", async () => {
        await ask<ConfigureResponse>((done) => client.configure(new ConfigureRequest(), done));
        expect(await problems("configDriveImage", { hostname: "web-1", directory })).toEqual([
            "must be set: this version of Pulumi doesn't tell providers the stack's name (uuid)",
        ]);
    });
});
