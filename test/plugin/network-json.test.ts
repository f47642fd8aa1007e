import { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import { checkDrive } from "../../plugin/methods/check.ts";
import { parseNetworkData } from "../../plugin/network-json.ts";
import { hasSecret, secret } from "../../plugin/properties.ts";
import { Session } from "../../plugin/session.ts";

const NETWORK = {
    links: [{ id: "lan", type: "phy", ethernet_mac_address: "52:54:00:12:34:56", "x-own": 1 }],
    networks: [{ id: "lan-0", type: "ipv4_dhcp", link: "lan" }],
    services: [],
};

const check = async (networkData: unknown) => {
    const news = Struct.fromJavaScript(JSON.parse(JSON.stringify({ hostname: "web-1", networkData })));
    const urn = "urn:pulumi:dev::shop::config-drive:index:ConfigDrive::web";
    const request = new CheckRequest().setUrn(urn).setNews(news);
    const response = await checkDrive(request, new Session("qemu:///system", undefined));
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    return { networkData: response.getInputs()?.toJavaScript()["networkData"], failures };
};

describe("network data as JSON", () => {
    it("is the same as an object, keys of the program's own too", async () => {
        const asObject = await check(NETWORK);
        expect(asObject).toEqual({ networkData: NETWORK, failures: [] });
        expect(await check(JSON.stringify(NETWORK))).toEqual(asObject);
    });

    it("stays a secret", async () => {
        expect((await check(secret(JSON.stringify(NETWORK)))).networkData).toEqual(secret(NETWORK));
    });

    it("is rejected if it isn't JSON", async () => {
        const reason =
            "is text; write it with networkData({ … }), which takes the same settings in a form that resembles netplan";
        expect((await check("{links")).failures).toEqual([`networkData: ${reason}`]);
    });

    it("may not be known yet", () => {
        const output = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", secret: true };
        const given = {
            plain: { networkData: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
            marked: { networkData: output },
        };
        expect(parseNetworkData(given).plain).toEqual(given.plain);
        expect(hasSecret(given.marked)).toBe(true);
        expect(hasSecret([{ a: [secret(1)] }])).toBe(true);
        expect(hasSecret([{ a: ["secret", true, null] }])).toBe(false);
    });
});
