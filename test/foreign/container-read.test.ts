import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeIso9660 } from "../../provider/formats/iso9660/index.ts";
import { run as runCommand } from "../cli/harness.ts";
import { file, wholeOf } from "../provider/formats/iso9660/trees.ts";
import { findTool, run } from "./support/tools.ts";

const qemuImg = findTool("qemu-img", "qemu-utils");

describe.skipIf(qemuImg === undefined)("config-drive reads what qemu-img writes", () => {
    let folder: string;
    let raw: string;
    const noise = Uint8Array.from({ length: 500_000 }, (_, index) => Math.imul(index + 1, 0x9e37_79b1) >>> 13);

    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "config-drive-containers-"));
        raw = join(folder, "drive.iso");
        const entries = [file("openstack/latest/user_data", "#!/bin/sh\n"), { path: "noise", content: noise }];
        writeFileSync(raw, wholeOf(writeIso9660(entries, { label: "config-2" })));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    const convert = (name: string, ...flags: readonly string[]): string => {
        const path = join(folder, name);
        run(qemuImg ?? "", ["convert", "-f", "raw", ...flags, raw, path]);
        return path;
    };

    it.each([
        ["vhd", ["-O", "vpc", "-o", "subformat=fixed"]],
        ["vmdk", ["-O", "vmdk", "-o", "subformat=streamOptimized"]],
        ["vmdk", ["-O", "vmdk", "-o", "subformat=monolithicSparse"]],
        ["vmdk", ["-O", "vmdk", "-o", "subformat=monolithicFlat"]],
    ])("opens a %s of %j", async (container, flags) => {
        const path = convert(`${flags.at(-1)}.${container}`, ...flags);
        const { code, out, err } = await runCommand(["inspect", path, "--json"]);
        expect({ code, err }).toEqual({ code: 0, err: [] });
        expect(JSON.parse(out)).toMatchObject({ container, label: "config-2" });
        expect(Buffer.compare((await runCommand(["cat", path, "noise"])).bytes, noise)).toBe(0);
        expect(await runCommand(["diff", raw, path])).toMatchObject({ code: 0, out: "", err: [] });
    });

    it.each([
        ["qcow2", ["-O", "qcow2"], "is a qcow2 disk; convert it with qemu-img convert -O raw"],
        ["vhdx", ["-O", "vhdx"], "is a VHDX disk; convert it with qemu-img convert -O raw"],
        ["vdi", ["-O", "vdi"], "is a VDI disk; convert it with qemu-img convert -O raw"],
        [
            "vhd",
            ["-O", "vpc", "-o", "subformat=dynamic"],
            "is a dynamic VHD disk; convert it with qemu-img convert -O raw",
        ],
        [
            "vmdk",
            ["-O", "vmdk", "-o", "subformat=twoGbMaxExtentSparse"],
            "is a VMDK disk in parts; convert it with qemu-img convert -O raw",
        ],
    ])("names a %s of %j, and the advice helps", async (name, flags, reason) => {
        const path = convert(`foreign.${name}`, ...flags);
        const { code, err } = await runCommand(["inspect", path]);
        expect(code).toBe(1);
        expect(err[0]?.replace(`${path}: `, "")).toMatch(reason);
        const back = join(folder, "back.iso");
        run(qemuImg ?? "", ["convert", "-O", "raw", path, back]);
        expect(Buffer.compare(readFileSync(back).subarray(0, 40_000), readFileSync(raw).subarray(0, 40_000))).toBe(0);
        expect((await runCommand(["inspect", back])).code).toBe(0);
    });
});
