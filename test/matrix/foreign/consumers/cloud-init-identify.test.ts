import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs } from "../../../../provider/model/inputs.ts";
import { makeFolder, removeFolder } from "../../../foreign/support/folder.ts";
import { findTool } from "../../../foreign/support/tools.ts";
import { findCloudInit, SUITES } from "./cloud-init/cloud-init.ts";
import { writeDrive } from "./drive.ts";

const blkid = findTool("blkid", "util-linux");

const found = SUITES.flatMap((suite) => findCloudInit(suite) ?? []);

/** A folder that `ds-identify` takes for the root of a virtual machine whose only disk is an image. */
const makeMachine = (folder: string, image: string, cloudInit: string): { root: string; path: string } => {
    const [root, path] = [join(folder, "root"), join(folder, "bin")];
    for (const each of ["bin", "root/run/systemd", "root/proc"]) mkdirSync(join(folder, each), { recursive: true });
    cpSync(join(cloudInit, "etc"), join(root, "etc"), { recursive: true });
    writeFileSync(join(root, "proc", "cmdline"), "ro quiet\n");
    writeFileSync(join(root, "proc", "uptime"), "1.00 1.00\n");
    const commands = { blkid: `exec ${blkid} "$@" ${image}`, "systemd-detect-virt": "echo kvm" };
    for (const [name, line] of Object.entries(commands)) {
        writeFileSync(join(path, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    }
    return { root, path };
};

/** What `ds-identify` decides about a machine: its exit code, and the list of data sources that it writes. */
const identify = (folder: string, image: string, cloudInit: string): readonly [number | null, string | undefined] => {
    const { root, path } = makeMachine(folder, image, cloudInit);
    const { status, error } = spawnSync("sh", [join(cloudInit, "usr", "lib", "cloud-init", "ds-identify"), "--force"], {
        env: { PATH: `${path}:/usr/bin:/bin`, PATH_ROOT: root, DI_LOG: join(root, "log") },
    });
    if (error !== undefined) throw error;
    const written = join(root, "run", "cloud-init", "cloud.cfg");
    const config = existsSync(written) ? readFileSync(written, "utf8") : "";
    return [status, /^datasource_list: .*$/m.exec(config)?.[0]];
};

describe.skipIf(found.length < SUITES.length || blkid === undefined)("a drive, looked for by ds-identify", () => {
    let folder = "";
    beforeAll(() => {
        folder = makeFolder();
    });
    afterAll(() => removeFolder(folder));

    let number = 0;
    const identified = (inputs: ContentInputs, cloudInit: string) => {
        number++;
        const own = join(folder, String(number));
        mkdirSync(own);
        return identify(own, writeDrive(own, "drive", inputs), cloudInit);
    };

    describe.each(found)("$version of $suite", (cloudInit) => {
        it.each<[string, ContentInputs]>([
            ["iso9660", { format: "iso9660" }],
            ["vfat", { format: "vfat" }],
            ["iso9660 with a label in capitals", { format: "iso9660", label: "CONFIG-2" }],
            ["vfat with a label in capitals", { format: "vfat", label: "CONFIG-2" }],
        ])("is found on %s, and nothing else is", (_, inputs) => {
            expect(identified(inputs, cloudInit.folder)).toEqual([0, "datasource_list: [ ConfigDrive, None ]"]);
        });

        it("isn't found under another label", () => {
            const inputs = { label: "APPLIANCE", metadataVersions: [], rootFiles: { a: { content: "" } } } as const;
            expect(identified(inputs, cloudInit.folder)).toEqual([1, undefined]);
        });
    });
});
