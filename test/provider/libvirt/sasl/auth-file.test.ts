import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { credentialsFor, findCredentials } from "../../../../provider/libvirt/sasl/auth-file.ts";

const FILE = `
# what the lab knows
[credentials-lab]
authname = fred
password=a = b # and more 

[credentials-prod]
username=jane
password=other

[auth-libvirt-kvm1.example.org]
credentials=lab
[auth-libvirt-default]
credentials=prod
[auth-esx-kvm9]
credentials=lab
`;

describe("credentialsFor", () => {
    it("finds a host's, else everybody's", () => {
        expect(credentialsFor(FILE, "kvm1.example.org")).toEqual({ user: "fred", password: "a = b # and more" });
        expect(credentialsFor(FILE, "kvm9")).toEqual({ user: "jane", password: "other" });
    });

    it("finds nothing where nothing is", () => {
        const nothing = { user: undefined, password: undefined };
        expect(credentialsFor("", "kvm1")).toEqual(nothing);
        expect(credentialsFor("[auth-libvirt-kvm1]\ncredentials=gone\n", "kvm1")).toEqual(nothing);
        expect(credentialsFor("\u0000[[]=\n=\n[x\n", "kvm1")).toEqual(nothing);
    });
});

describe("findCredentials", () => {
    it("takes the first file that is there: the environment's, the URI's, the user's", async () => {
        const folder = await mkdtemp(join(tmpdir(), "auth-file-"));
        onTestFinished(() => rm(folder, { recursive: true }));
        const write = async (path: string, user: string): Promise<string> => {
            await mkdir(dirname(path), { recursive: true });
            const groups = `[credentials-a]\nauthname=${user}\n[auth-libvirt-default]\ncredentials=a\n`;
            await writeFile(path, groups);
            return path;
        };
        const ofUser = await write(join(folder, ".config", "libvirt", "auth.conf"), "of the user");
        const ofConfig = await write(join(folder, "config", "libvirt", "auth.conf"), "of XDG");
        const ofUri = await write(join(folder, "uri"), "of the URI");
        const named = await write(join(folder, "named"), "of the environment");
        const user = async (environment: Readonly<Record<string, string>>, uri?: string) =>
            (await findCredentials(environment, uri, "kvm1")).user;
        const HOME = folder;
        expect(await user({ HOME, LIBVIRT_AUTH_FILE: named }, ofUri)).toBe("of the environment");
        expect(await user({ HOME, LIBVIRT_AUTH_FILE: join(folder, "gone") }, ofUri)).toBe("of the URI");
        expect(await user({ HOME, XDG_CONFIG_HOME: join(folder, "config") })).toBe("of XDG");
        expect(await user({ HOME })).toBe("of the user");
        expect([ofUser, ofConfig]).not.toContain(undefined);
    });
});
