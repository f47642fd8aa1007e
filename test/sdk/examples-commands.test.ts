import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, describe, expect, it } from "vitest";
import { powershell, quote } from "../../examples/hyper-v/powershell.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { isSecret, open, readDrive, readImage } from "./example-image.ts";
import { declared, runExample } from "./mocked-example.ts";

/** What the examples import; `npm test` makes it first. */
const missing = ["bin/sdk/index.js"].filter((path) => !existsSync(join(process.cwd(), path)));

const NODE = "83679162-1378-4288-a2d4-70e13ec132aa";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM";
const SEED = Buffer.alloc(48, 7).toString("base64");

const root = mkdtempSync(join(tmpdir(), "config-drive-examples-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The PowerShell script in a command line. */
const scriptOf = (line: unknown): string => {
    const [, encoded = ""] =
        /^powershell -NoProfile -NonInteractive -EncodedCommand ([A-Za-z0-9+/=]+)$/.exec(String(line)) ?? [];
    return Buffer.from(encoded, "base64").toString("utf16le");
};

/** A resource's inputs that hold text, opened. */
const textsOf = (inputs: RawInputs): Record<string, unknown> =>
    Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, open(value)]));

describe("the command lines for Windows", () => {
    it("carry a script in which no quote of a value ends a string", () => {
        expect(quote("O'Neil's disk")).toBe("'O''Neil''s disk'");
        // PowerShell takes typographic quotes for plain ones.
        expect(quote("a\u2018b\u2019c\u201ad\u201be")).toBe("'a\u2018\u2018b\u2019\u2019c\u201a\u201ad\u201b\u201be'");
        const line = powershell(`Remove-Item -LiteralPath ${quote('C:/a & "b" %PATH% $(c)')}`);
        expect(line).toMatch(/^[A-Za-z0-9+/= -]+$/);
        expect(scriptOf(line)).toContain(`Remove-Item -LiteralPath 'C:/a & "b" %PATH% $(c)'`);
        expect(scriptOf(line)).toContain("$ErrorActionPreference = 'Stop'\n");
    });
});

describe.skipIf(missing.length > 0)(
    `the examples that run commands${missing.length > 0 ? ` (missing: ${missing.join(", ")})` : ""}`,
    () => {
        it("hyper-v: copies the image, puts it in the machine's DVD drive, and removes it at the end", async () => {
            const run = await runExample("hyper-v", {
                sshKey: KEY,
                seed: SEED,
                directory: join(root, "hyper-v"),
                host: "hv-1.example.org",
                user: "ops",
                hostKey: KEY,
                privateKey: "a private key",
                folder: "C:/guests",
                parentDisk: "C:/O'Neil/debian.vhdx",
                switch: "lan",
            });
            const copy = await declared(run, "command:remote:CopyToRemote");
            const source = copy["source"];
            if (!pulumi.asset.FileAsset.isInstance(source)) throw new Error("the source is no file");
            const { name, text } = readImage(await (source as pulumi.asset.FileAsset).path);
            expect(JSON.parse(text("openstack/latest/meta_data.json"))).toMatchObject({
                hostname: "web-1.example.org",
                public_keys: { ops: KEY },
                random_seed: SEED,
            });
            const remote = `C:/guests/${name}`;
            expect(copy["remotePath"]).toBe(remote);

            const file = textsOf(await declared(run, "command:remote:Command", "config-drive-file"));
            expect(file).toMatchObject({ triggers: [remote] });
            expect(file["create"]).toBeUndefined();
            expect(scriptOf(file["delete"])).toContain(`Remove-Item -LiteralPath '${remote}'`);

            const machine = textsOf(await declared(run, "command:remote:Command", "web"));
            const create = scriptOf(machine["create"]);
            expect(create).toContain(
                "New-VHD -Path 'C:/guests/web-1.vhdx' -ParentPath 'C:/O''Neil/debian.vhdx' -Differencing",
            );
            expect(create).toContain(`Add-VMDvdDrive -VM $vm -Path '${remote}'`);
            // The drive is in before the first boot.
            expect(create.indexOf("Start-VM")).toBeGreaterThan(create.indexOf("Add-VMDvdDrive"));
            expect(scriptOf(machine["update"])).toContain(`Set-VMDvdDrive -Path '${remote}'`);
            expect(scriptOf(machine["delete"])).toContain("Remove-VM -Name 'web-1' -Force");
            // Windows takes no command line of more than 8191 characters.
            expect(String(machine["create"]).length).toBeLessThan(8191);
            expect(isSecret(copy["connection"])).toBe(true);
        });

        it("openstack/bare-metal: Ironic's client gets gzip in base64, in a private file", async () => {
            const run = await runExample("openstack/bare-metal", {
                sshKey: KEY,
                seed: SEED,
                directory: join(root, "bare-metal"),
                node: NODE,
                imageSource: "https://images.example.org/debian.raw",
                imageChecksum: "0123abcd",
            });
            const inputs = await declared(run, "command:local:Command");
            expect(isSecret(inputs["stdin"])).toBe(true);
            const { create, update, stdin, environment, ...others } = textsOf(inputs);
            expect(others["delete"]).toBe('openstack baremetal node undeploy "$NODE" --wait');

            // A client that notes its arguments, and keeps the file that it is given as it found it.
            const bin = mkdtempSync(join(root, "bin-"));
            const client = [
                "#!/bin/sh",
                'for argument in "$@"; do printf "%s\\n" "$argument" >> "$LOG"; done',
                'if [ "$5" = --config-drive ]; then cp -p "$6" "$LOG.drive"; fi',
                "",
            ];
            writeFileSync(join(bin, "openstack"), client.join("\n"), { mode: 0o755 });
            const play = (script: unknown, log: string): readonly string[] => {
                const path = [bin, process.env["PATH"]].join(delimiter);
                execFileSync("/bin/sh", ["-c", String(script)], {
                    env: { ...(environment as NodeJS.ProcessEnv), PATH: path, TMPDIR: bin, LOG: log },
                    input: String(stdin),
                    timeout: 30_000,
                });
                return readFileSync(log, "utf8").split("\n").slice(0, -1);
            };

            const log = join(root, "deploy.log");
            const [file = ""] = readdirSync(join(root, "bare-metal")).filter((name) => name.endsWith(".iso"));
            expect(play(create, log)).toEqual([
                ...["baremetal", "node", "set", NODE],
                ...["--instance-info", "image_source=https://images.example.org/debian.raw"],
                ...["--instance-info", "image_checksum=0123abcd"],
                ...["baremetal", "node", "deploy", NODE, "--config-drive", expect.stringContaining(bin), "--wait"],
            ]);
            expect(statSync(`${log}.drive`).mode & 0o777).toBe(0o600);
            const image = gunzipSync(Buffer.from(readFileSync(`${log}.drive`, "utf8"), "base64"));
            expect(image.equals(readFileSync(join(root, "bare-metal", file)))).toBe(true);
            expect(JSON.parse(readDrive(image).text("openstack/latest/meta_data.json"))).toMatchObject({
                uuid: NODE,
                hostname: "rack-7.example.org",
                random_seed: SEED,
            });
            // The client's own file is gone, and nothing of the drive was an argument.
            expect(readdirSync(bin)).toEqual(["openstack"]);
            expect(play(update, join(root, "rebuild.log"))).toContain("rebuild");
        });
    },
);
