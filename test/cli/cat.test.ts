import { describe, expect, it } from "vitest";
import { file } from "../provider/formats/iso9660/trees.ts";
import { Folder, run } from "./harness.ts";

const noise = Uint8Array.from({ length: 3_000_000 }, (_, index) => Math.imul(index, 0x9e37_79b1) >>> 24);
const entries = [
    file("openstack/latest/user_data", "#!/bin/sh\n"),
    { path: "noise", content: noise },
    file("empty", ""),
];

describe("config-drive cat", () => {
    it.each([
        ["openstack/latest/user_data", Buffer.from("#!/bin/sh\n")],
        ["/openstack/latest/user_data", Buffer.from("#!/bin/sh\n")],
        ["noise", Buffer.from(noise)],
        ["empty", Buffer.alloc(0)],
    ])("prints %s as it is", async (path, content) => {
        using folder = new Folder();
        const { code, bytes, err } = await run(["cat", folder.image("drive.iso", entries), path]);
        expect({ code, err }).toEqual({ code: 0, err: [] });
        expect(Buffer.compare(bytes, content)).toBe(0);
    });

    it("reads an image on standard input", async () => {
        const built = await run(
            ["build", "-", "-o", "-"],
            JSON.stringify({ hostname: "web", userData: "#!/bin/sh\n" }),
        );
        const { code, out } = await run(["cat", "-", "openstack/latest/user_data"], built.bytes);
        expect({ code, out }).toEqual({ code: 0, out: "#!/bin/sh\n" });
    });

    it.each([
        ["nothing", 'has no file "nothing"; config-drive inspect lists the files'],
        ["openstack", '"openstack" is a directory; name a file in it'],
        ["/", "is a directory; name a file in it"],
    ])("ends with 1 for %s", async (path, reason) => {
        using folder = new Folder();
        const image = folder.image("drive.iso", entries);
        const { code, out, err } = await run(["cat", image, path]);
        expect({ code, out }).toEqual({ code: 1, out: "" });
        expect(err).toEqual([expect.stringMatching(/^.*drive\.iso: /)]);
        expect(err[0]).toContain(reason);
    });

    it("stops when it is interrupted", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", entries);
        const { code, err } = await run(["cat", image, "noise"], "", AbortSignal.abort());
        expect({ code, err }).toEqual({ code: 2, err: ["config-drive: cat: interrupted."] });
    });
});
