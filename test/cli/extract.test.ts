import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { file } from "../provider/formats/iso9660/trees.ts";
import { Folder, run } from "./harness.ts";

const entries = [file("openstack/latest/meta_data.json", "{}"), file("empty", ""), { path: "nothing/here" }];

describe("config-drive extract", () => {
    it("writes every file for its owner alone", async () => {
        using folder = new Folder();
        const target = folder.file("out");
        expect(await run(["extract", folder.image("drive.iso", entries), target])).toMatchObject({
            code: 0,
            out: "",
            err: [],
        });
        expect(readFileSync(`${target}/openstack/latest/meta_data.json`, "utf8")).toBe("{}");
        expect(statSync(`${target}/openstack/latest/meta_data.json`).mode & 0o777).toBe(0o600);
        expect(statSync(`${target}/openstack`).mode & 0o777).toBe(0o700);
        expect(statSync(`${target}/empty`).size).toBe(0);
        expect(readdirSync(`${target}/nothing/here`)).toEqual([]);
    });

    it("adds to a directory that is there, also through a link to it", async () => {
        using folder = new Folder();
        mkdirSync(folder.file("out/openstack"), { recursive: true });
        writeFileSync(folder.file("out/openstack/mine"), "mine");
        symlinkSync(folder.file("out"), folder.file("link"));
        expect((await run(["extract", folder.image("drive.iso", entries), folder.file("link")])).code).toBe(0);
        expect(readdirSync(folder.file("out/openstack")).toSorted()).toEqual(["latest", "mine"]);
    });

    it("overwrites nothing and then writes nothing", async () => {
        using folder = new Folder();
        mkdirSync(folder.file("out/openstack/latest"), { recursive: true });
        writeFileSync(folder.file("out/openstack/latest/meta_data.json"), "mine");
        const { code, err } = await run(["extract", folder.image("drive.iso", entries), folder.file("out")]);
        expect(code).toBe(2);
        expect(err).toEqual(["config-drive: extract openstack/latest/meta_data.json: it already exists."]);
        expect(readFileSync(folder.file("out/openstack/latest/meta_data.json"), "utf8")).toBe("mine");
        expect(readdirSync(folder.file("out"))).toEqual(["openstack"]);
    });

    it.each([
        ["a directory's", "openstack", "extract openstack: it already exists and isn't a directory."],
        ["a directory's, dangling", "nothing", "extract nothing: it already exists and isn't a directory."],
        ["a file's", "empty", "extract empty: it already exists."],
    ])("follows no symbolic link in %s place", async (_name, path, reason) => {
        using folder = new Folder();
        mkdirSync(folder.file("out"));
        mkdirSync(folder.file("outside"));
        symlinkSync(
            path === "openstack" ? folder.file("outside") : folder.file("dangling"),
            folder.file(`out/${path}`),
        );
        const { code, err } = await run(["extract", folder.image("drive.iso", entries), folder.file("out")]);
        expect(code).toBe(2);
        expect(err).toEqual([`config-drive: ${reason}`]);
        expect(readdirSync(folder.file("outside"))).toEqual([]);
        expect(existsSync(folder.file("dangling"))).toBe(false);
        expect(readdirSync(folder.file("out"))).toEqual([path]);
    });

    it("refuses an image whose names leave the directory", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", [file("dir/aaaaaaaa", "x")]);
        const bytes = readFileSync(image);
        const name = bytes.indexOf("NM\u000d\u0001\u0000aaaaaaaa");
        expect(name).toBeGreaterThan(0);
        bytes.write("../../up", name + 5);
        writeFileSync(image, bytes);
        const { code, err } = await run(["extract", image, folder.file("a/b/out")]);
        expect(code).toBe(1);
        expect(err).toEqual([`${image}: read "dir/../../up" from ISO 9660 image: no file can have this name.`]);
        expect(existsSync(folder.file("a"))).toBe(false);
    });

    it("stops when it is interrupted", async () => {
        using folder = new Folder();
        const image = folder.image("drive.iso", entries);
        const { code, err } = await run(["extract", image, folder.file("out")], "", AbortSignal.abort());
        expect({ code, err }).toEqual({ code: 2, err: ["config-drive: extract: interrupted."] });
    });
});
