import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEED } from "../../support/seed.ts";
import { fuzz } from "../fuzzer.ts";
import { Random } from "../random.ts";
import { validCalls } from "./requests.ts";
import { pluginSubject } from "./subject.ts";

/** Google's classes only load here, not in the plain Node of `npm run fuzz`. */
const SECONDS = Number(process.env["CONFIG_DRIVE_FUZZ_SECONDS"] ?? 3);

describe("the plugin and requests that no engine makes", () => {
    const random = new Random(SEED);
    let subject: Awaited<ReturnType<typeof pluginSubject>>;

    beforeAll(async () => {
        subject = await pluginSubject(random);
    });
    afterAll(() => subject.server.forceShutdown());

    it("answers the calls that the fuzzer starts from", async () => {
        const said = await Promise.all(validCalls().map(async (call) => [call.method, await subject.probe(call)]));
        expect(said).toMatchInlineSnapshot(`
          [
            [
              "CheckConfig",
              "answered",
            ],
            [
              "DiffConfig",
              "answered",
            ],
            [
              "Configure",
              "answered",
            ],
            [
              "Check",
              "answered",
            ],
            [
              "Diff",
              "answered",
            ],
            [
              "Create",
              "answered",
            ],
            [
              "Create",
              "UNKNOWN: connect to qemu+unix:///system?socket=/nowhere/libvirt-sock: no socket exists at /nowhere/libvirt-sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH).",
            ],
            [
              "Update",
              "UNKNOWN: connect to qemu+unix:///system?socket=/nowhere/libvirt-sock: no socket exists at /nowhere/libvirt-sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH).",
            ],
            [
              "Read",
              "UNKNOWN: connect to qemu+unix:///system?socket=/nowhere/libvirt-sock: no socket exists at /nowhere/libvirt-sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH).",
            ],
            [
              "Delete",
              "UNKNOWN: connect to qemu+unix:///system?socket=/nowhere/libvirt-sock: no socket exists at /nowhere/libvirt-sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH).",
            ],
            [
              "GetSchema",
              "answered",
            ],
            [
              "Handshake",
              "answered",
            ],
            [
              "GetPluginInfo",
              "answered",
            ],
            [
              "Attach",
              "UNKNOWN: Could not parse target name """,
            ],
            [
              "Cancel",
              "answered",
            ],
            [
              "Invoke",
              "INVALID_ARGUMENT: "" isn't a function of this plugin; use the SDK of the plugin's version",
            ],
            [
              "Construct",
              "UNIMPLEMENTED: The server does not implement the method construct",
            ],
            [
              "Nonsense",
              "UNIMPLEMENTED: The server does not implement the method /pulumirpc.ResourceProvider/Nonsense",
            ],
          ]
        `);
    });

    it("would be caught making a mistake", async () => {
        const probe = async (call: Parameters<typeof subject.probe>[0]): Promise<string> => {
            const said = await subject.probe(call);
            if (said.startsWith("INVALID_ARGUMENT")) throw new TypeError("this server has a mistake");
            return said;
        };
        const { failures } = await fuzz({ subject: { ...subject, probe }, random, milliseconds: 500 });
        expect(failures[0]?.reason).toMatch(/^TypeError: this server has a mistake\n[\s\S]*\ninput: \["/);
    });

    it(
        `keeps its promises for seconds of new calls, CONFIG_DRIVE_SEED=${SEED}`,
        async () => {
            const { runs, failures } = await fuzz({ subject, random, milliseconds: SECONDS * 1000 });
            expect(failures.map(({ reason }) => reason)).toEqual([]);
            expect(runs).toBeGreaterThan(0);
        },
        (SECONDS + 60) * 1000,
    );

    it("outlives connections that aren't gRPC", async () => {
        const texts = [
            "GET / HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0",
            "\x16\x03\x01",
            "\0".repeat(5000),
        ];
        const sockets = texts.map((): Socket => connect(subject.port, "127.0.0.1").on("error", () => undefined));
        for (const [index, socket] of sockets.entries()) socket.end(texts[index] ?? "");
        await Promise.all(sockets.map((socket) => new Promise((done) => socket.on("close", done).resume())));
        expect(await subject.probe({ method: "GetPluginInfo", bytes: new Uint8Array() })).toBe("answered");
    });
});
