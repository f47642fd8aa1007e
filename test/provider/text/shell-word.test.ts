import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shellWord, virsh } from "../../../provider/text/shell-word.ts";

describe("shellWord", () => {
    it.each(["default", "web-1", "a.b_c+d", "/dev/vg0"])("leaves %s as it is", (name) => {
        expect(shellWord(name)).toBe(name);
    });

    it.each(["a b", "it's", "$HOME", "a;b", "*", '"', "`id`", "", "ä", "a\\b", "!x", "~", "#a"])(
        "quotes %j so that a shell reads it as one word",
        (name) => {
            const words = execFileSync("sh", ["-c", `printf '%s|' ${shellWord(name)}`], { encoding: "utf8" });
            expect(words).toBe(`${name}|`);
        },
    );
});

describe("virsh", () => {
    it("names the daemon, and quotes what a shell would split or expand", () => {
        expect(virsh("qemu:///system", "list")).toBe("virsh -c qemu:///system list");
        expect(virsh("qemu:///system?socket=/run/a", "pool-start", "my pool")).toBe(
            "virsh -c 'qemu:///system?socket=/run/a' pool-start 'my pool'",
        );
    });
});
