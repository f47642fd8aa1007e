import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeHost, judgeUri } from "../../../cli/doctor/connection.ts";
import { judgePool, judgePools, mayEnter, readQemuAccount, type SeenPool } from "../../../cli/doctor/pools.ts";
import { judgeVersion, showMinor, TESTED } from "../../../cli/doctor/versions.ts";

describe("judgeUri", () => {
    it.each([
        ["qemu:///system", "ok", "the system daemon on this machine, over a unix socket"],
        ["qemu:///session", "ok", "the user's daemon on this machine, over a unix socket"],
        ["qemu+ssh://root@kvm1:2222/system", "ok", "the system daemon on kvm1, port 2222, as root, over ssh"],
        ["qemu://kvm1/system", "ok", "the system daemon on kvm1, over TLS"],
    ])("says what %s means", (uri, status, words) => {
        expect(judgeUri(uri)).toEqual({ status, about: "uri", text: `${uri}: ${words}` });
    });

    it("warns of images in the clear", () => {
        const { status, text } = judgeUri("qemu+tcp://kvm1/system");
        expect(status).toBe("warn");
        expect(text).toMatch(/over TCP: images and their secrets travel unencrypted\. Use qemu\+ssh or qemu\+tls\.$/);
    });
});

describe("judgeVersion", () => {
    it("has the range that the documentation lists as tested", () => {
        const documented = readFileSync(join(import.meta.dirname, "../../../docs/compatibility.md"), "utf8");
        for (const [name, { oldest, newest }] of Object.entries(TESTED)) {
            for (const version of [oldest, newest]) expect(documented).toContain(`${name} ${showMinor(version)}`);
        }
    });

    it.each([
        [8_999_999, "warn", "8.999.999 is older than the tested 9.0"],
        [9_000_000, "ok", "9.0.0, tested"],
        [9_000_004, "ok", "9.0.4, tested"],
        [9_001_000, "warn", "9.1.0 is newer than the tested 9.0"],
        [11_006_000, "warn", "11.6.0 is newer than the tested 9.0"],
    ])("compares %i with it", (version, status, text) => {
        expect(judgeVersion("libvirt", version)).toEqual({ status, about: "libvirt", text });
    });
});

describe("judgeHost", () => {
    const seen = {
        hostname: "kvm1",
        driver: "QEMU",
        libvirt: TESTED.libvirt.oldest,
        hypervisor: TESTED.QEMU.oldest,
        access: "full",
    } as const;
    const statusOf = (about: string, more: object) =>
        judgeHost({ ...seen, ...more }, 12.4).find((finding) => finding.about === about)?.status;

    it("finds nothing wrong with a host that is as tested", () => {
        const findings = judgeHost(seen, 12.4);
        expect(findings.map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok"]);
        expect(findings[0]?.text).toBe('"kvm1" answered after 12 ms');
    });

    it("tells a connection for readers, and one that it can't tell", () => {
        expect(statusOf("access", { access: "read-only" })).toBe("fail");
        expect(statusOf("access", { access: "unknown" })).toBe("warn");
    });

    it("takes QEMU's driver only", () => {
        expect(statusOf("QEMU", { driver: "Test" })).toBe("fail");
        expect(statusOf("QEMU", { hypervisor: TESTED.QEMU.newest + 1 })).toBe("warn");
    });
});

describe("judgePool", () => {
    const folder = { path: "/images", mode: 0o711, uid: 0, gid: 0 };
    const pool: SeenPool = { name: "default", problem: undefined, type: "dir", available: 3n * 2n ** 30n, folder };
    const demand = { isNamed: true, size: 200_704, qemu: { uid: 64_055, gid: 64_055 } };

    it("shows one that is fine", () => {
        expect(judgePool(pool, demand)).toEqual({
            status: "ok",
            about: "pool default",
            text: "active, type dir, 3072 MiB free, in /images",
        });
        expect(judgePool({ ...pool, available: 2n ** 64n - 1n }, demand).text).toContain("17179869183 GiB free");
    });

    it("takes what is wrong seriously where the drive goes there", () => {
        const broken = { ...pool, problem: "it is broken" };
        expect(judgePool(broken, demand)).toEqual({ status: "fail", about: "pool default", text: "it is broken" });
        expect(judgePool(broken, { ...demand, isNamed: false }).status).toBe("warn");
    });

    it("compares the free space with the image", () => {
        expect(judgePool({ ...pool, available: 200_703n }, demand).status).toBe("fail");
        expect(judgePool({ ...pool, available: 200_704n }, demand).status).toBe("ok");
    });

    it("warns of a folder that QEMU's user can't enter", () => {
        const shut = { ...pool, folder: { ...folder, mode: 0o700 } };
        expect(judgePool(shut, demand)).toEqual({
            status: "warn",
            about: "pool default",
            text: "active, type dir, 3072 MiB free, but /images has mode 0700: QEMU's user (UID 64055) can't enter it. Run on the host: chmod a+x /images",
        });
        expect(judgePool(shut, { ...demand, qemu: undefined }).status).toBe("ok");
    });

    it.each([
        [{ uid: 0, gid: 0 }, 0o000, true],
        [{ uid: 5, gid: 9 }, 0o100, true],
        [{ uid: 5, gid: 9 }, 0o011, false],
        [{ uid: 9, gid: 6 }, 0o010, true],
        [{ uid: 9, gid: 6 }, 0o101, false],
        [{ uid: 9, gid: 9 }, 0o001, true],
        [{ uid: 9, gid: 9 }, 0o110, false],
    ])("lets %o into a folder of 5:6 with mode %i: %s", (account, mode, expected) => {
        expect(mayEnter(account, { path: "/images", mode, uid: 5, gid: 6 })).toBe(expected);
    });
});

describe("judgePools", () => {
    it("asks for one pool that takes images", () => {
        const inactive = { name: "a", problem: "not active", type: "", available: 0n };
        expect(judgePools([inactive]).map(({ status }) => status)).toEqual(["fail"]);
        expect(judgePools([]).map(({ status }) => status)).toEqual(["fail"]);
        expect(judgePools([inactive, { ...inactive, problem: undefined }])).toEqual([]);
    });
});

describe("readQemuAccount", () => {
    const capabilities = (models: string): string => `<capabilities><host>${models}</host></capabilities>`;
    const dac = (label: string): string =>
        `<secmodel><model>apparmor</model><doi>0</doi></secmodel><secmodel><model>dac</model><doi>0</doi><baselabel type='kvm'>+1:+2</baselabel><baselabel type='qemu'>${label}</baselabel></secmodel>`;

    it("reads the label of QEMU's processes", () => {
        expect(readQemuAccount(capabilities(dac("+64055:+108")))).toEqual({ uid: 64_055, gid: 108 });
    });

    it("says nothing where libvirt doesn't", () => {
        expect(readQemuAccount(capabilities(""))).toBeUndefined();
        expect(readQemuAccount(capabilities(dac("qemu:kvm")))).toBeUndefined();
        expect(readQemuAccount("<capabilities/>")).toBeUndefined();
    });
});
