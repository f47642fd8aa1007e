import { describe, expect, it } from "vitest";
import { folderOfDaemons } from "./private-libvirtd.mjs";

const clone = `/home/somebody/${"a long path/".repeat(20)}`;

describe("the folder of the tests' daemons", () => {
    it("leaves room for the the sockets of a user's guests, however long the path of the clone is", () => {
        const monitor = `libvirt/qemu/lib/domain-9999-${"x".repeat(20)}/monitor.sock`;
        for (const uid of [1000, 1_234_567_890]) {
            expect(`${folderOfDaemons(uid, clone)}/this-system-99/${monitor}`.length).toBeLessThanOrEqual(107);
        }
    });

    it("differs for each user and each clone", () => {
        const folders = [folderOfDaemons(1000, clone), folderOfDaemons(1001, clone), folderOfDaemons(1000, "/clone")];
        expect(new Set(folders).size).toBe(3);
    });
});
