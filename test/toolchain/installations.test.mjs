import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installedClis, installedPlugins } from "./installations.mjs";
import { pulumiCommands, StandIn, writeCommands } from "./stand-in.mjs";

const plugin = { "pulumi-resource-libvirt": "#!/bin/sh\necho 0.5.4\n" };

/** An environment with only these folders on its PATH, and a Pulumi home of its own. */
function envOf(server, ...folders) {
    return { PATH: ["/usr/bin", "/bin", ...folders].join(":"), PULUMI_HOME: join(server.folder, "home") };
}

describe("Pulumi CLIs on the machine", () => {
    it("are that on the PATH, then the user's, then the newest of the shared ones", async () => {
        await using server = await new StandIn().start();
        const path = join(server.folder, "path");
        const home = join(server.folder, "home");
        const folders = [
            path,
            join(home, "bin"),
            join(home, "versions", "3.1000.0", "bin"),
            join(home, "versions", "3.99.0", "bin"),
        ];
        for (const folder of folders) writeCommands(folder, pulumiCommands("3.276.0"));
        const found = await installedClis(envOf(server, path));
        expect(found).toEqual(folders.map((folder) => ({ folder, version: "3.276.0" })));
    });

    it("without their Node host are incomplete, and aren't started", async () => {
        await using server = await new StandIn().start();
        const path = join(server.folder, "path");
        const mark = join(server.folder, "started");
        writeCommands(path, { pulumi: `#!/bin/sh\ntouch ${mark}\necho v3.276.0\n` });
        expect(await installedClis(envOf(server, path))).toEqual([{ folder: path, missing: "pulumi-language-nodejs" }]);
        expect(existsSync(mark)).toBe(false);
    });
});

describe("plugins on the machine", () => {
    it("are that on the PATH, and the one that Pulumi has installed", async () => {
        await using server = await new StandIn().start();
        const path = join(server.folder, "path");
        const installed = join(server.folder, "home", "plugins", "resource-libvirt-v0.5.4");
        writeCommands(path, plugin);
        writeCommands(installed, plugin);
        expect(await installedPlugins("libvirt", "0.5.4", envOf(server, path))).toEqual([
            { folder: path, version: "0.5.4" },
            { folder: installed, version: "0.5.4" },
        ]);
    });

    it("aren't those that Pulumi hasn't finished", async () => {
        await using server = await new StandIn().start();
        const installed = join(server.folder, "home", "plugins", "resource-libvirt-v0.5.4");
        writeCommands(installed, plugin);
        writeFileSync(`${installed}.partial`, "");
        expect(await installedPlugins("libvirt", "0.5.4", envOf(server))).toEqual([]);
    });
});
