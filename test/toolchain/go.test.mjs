import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { here } from "./places.mjs";
import { cli, plugin } from "./pulumi.mjs";

/** The name that `go build` gives a package's executable: the last element of the package's path. */
const builtName = ({ module, package: path }) => {
    const [, name] = /^module (\S+)$/m.exec(readFileSync(join(here, module, "go.mod"), "utf8")) ?? [];
    return (path === "." ? name : path).split("/").at(-1);
};

describe("buildCommands", () => {
    const all = [...cli.commands, ...plugin.commands];
    const commands = all.filter(({ module }) => all.filter((other) => other.module === module).length > 1);

    // What the cache already has isn't built, so only a machine that has nothing would show it.
    it.each(commands)("finds the executable that Go builds together with others: $name", (command) => {
        expect(builtName(command)).toBe(command.name);
    });
});
