import { describe, expect, it } from "vitest";
import { parseArguments } from "../../plugin/arguments.ts";

describe("the plugin's command line", () => {
    it("is the engine's address, after the options of the engine's log", () => {
        expect(parseArguments(["127.0.0.1:1"])).toEqual({ does: "serve", engine: "127.0.0.1:1" });
        const logged = ["--logtostderr", "-v=9", "--tracing", "tcp://127.0.0.1:2", "127.0.0.1:1"];
        expect(parseArguments(logged)).toEqual({ does: "serve", engine: "127.0.0.1:1" });
    });

    it("has no address if an engine is to attach", () => {
        expect(parseArguments(["--attach"])).toEqual({ does: "serve", engine: undefined });
    });

    it("asks for the version, or for help", () => {
        for (const option of ["--version", "-version"]) {
            expect(parseArguments([option])).toEqual({ does: "print", text: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
        }
        for (const option of ["--help", "-h"]) {
            expect(parseArguments([option])).toEqual({ does: "print", text: expect.stringContaining("--attach") });
        }
    });

    it("says in one line what is wrong", () => {
        const said = "Pulumi starts this plugin itself; see --help.";
        expect(parseArguments([])).toEqual({
            does: "refuse",
            reason: `pulumi-resource-config-drive: the engine's address is missing. ${said}`,
        });
        expect(parseArguments(["--verbose"])).toEqual({
            does: "refuse",
            reason: `pulumi-resource-config-drive: unknown option --verbose. ${said}`,
        });
    });
});
