import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { ConfigDrive } from "../../sdk/config-drive.ts";
import { forceConfigDrive } from "../../sdk/force-config-drive.ts";
import { runStack } from "./declared-stack.ts";
import { Domain05, Domain09, Machine, Provider } from "./libvirt-domains.ts";

const DRIVE = "pulumi-nodejs:dynamic/config-drive:ConfigDrive";
const DOMAIN = "libvirt:index/domain:Domain";
const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";
const SEED = "/pool/seed.iso;id";
const TRAY = { device: "cdrom", alias: { name: "ua-config-drive-0123456789ab" } };

/** A resource of any type. */
class Other extends pulumi.CustomResource {}

/** What a program declared: the inputs of its domains and of its drives, by name. */
const declaredBy = async (program: () => unknown) => {
    const all = [...(await runStack(program)).values()];
    const of = (type: string): Readonly<Record<string, RawInputs>> =>
        Object.fromEntries(all.filter((each) => each.type === type).map(({ name, inputs }) => [name, inputs]));
    return { domains: of(DOMAIN), drives: of(DRIVE) };
};

const force = (): void => forceConfigDrive((name) => ({ hostname: name }), { except: ["router"] });

describe("forceConfigDrive with the provider's version 0.5", () => {
    it("makes a fixed volume for a domain, and passes it to the domain", async () => {
        const { domains, drives } = await declaredBy(() => {
            force();
            return new Domain05("web", { memory: 1024 });
        });
        expect(domains["web"]).toEqual({ memory: 1024, cloudinit: SEED });
        expect(drives["web"]).toMatchObject({ hostname: "web", device: "cdrom", fixedVolume: true });
        expect(drives["web"]).not.toHaveProperty("domain");
    });

    it("moves the cdrom of a q35 machine to sata, unless the program transforms the domain itself", async () => {
        const { domains } = await declaredBy(() => {
            force();
            const own = new Domain05("own", { machine: "pc-q35-7.2", xml: { xslt: "<own/>" } });
            return [new Domain05("web", { machine: "q35" }), new Domain05("pc", { machine: "pc" }), own];
        });
        const onSata = expect.stringContaining('<xsl:attribute name="bus">sata</xsl:attribute>');
        expect(domains["web"]).toMatchObject({ cloudinit: SEED, xml: { xslt: onSata } });
        expect(domains["pc"]).not.toHaveProperty("xml");
        expect(domains["own"]?.["xml"]).toEqual({ xslt: "<own/>" });
    });
});

describe("forceConfigDrive with the provider's version 0.9", () => {
    it("has a running domain start paused, and resumed by its drive", async () => {
        const { domains, drives } = await declaredBy(() => {
            force();
            const create = { autodestroy: true };
            return [
                new Domain09("web", { running: true }),
                new Domain09("app", { running: pulumi.output(true), create: pulumi.output(create) }),
            ];
        });
        expect(domains["web"]?.["create"]).toEqual({ paused: true });
        expect(domains["app"]?.["create"]).toEqual({ autodestroy: true, paused: true });
        for (const name of ["web", "app"])
            expect(drives[name]).toMatchObject({ hostname: name, domain: UUID, startDomain: true });
    });

    it.each([
        ["undefined", undefined],
        ["false", false],
        ["an output of false", pulumi.output(false)],
    ])("doesn't start a domain with running: %s", async (_, running) => {
        const { domains, drives } = await declaredBy(() => {
            force();
            return new Domain09("web", { running, create: { autodestroy: true } });
        });
        expect(domains["web"]?.["create"]).toEqual({ autodestroy: true });
        expect(drives["web"]).toMatchObject({ domain: UUID, startDomain: false });
    });
});

describe.each([
    { version: "0.5", Domain: Domain05 },
    { version: "0.9", Domain: Domain09 },
])("forceConfigDrive with version $version", ({ Domain }) => {
    it("skips the domains that are excepted, imported, only read, or that the function returns nothing for", async () => {
        const { domains, drives } = await declaredBy(() => {
            forceConfigDrive((name) => (name === "none" ? undefined : { hostname: name }), { except: ["router"] });
            return [
                new Domain("router", { memory: 1 }),
                new Domain("none", { memory: 1 }),
                new Domain("imported", { memory: 1 }, { import: UUID }),
                new Domain("read", { memory: 1 }, { id: UUID }),
                new Domain("web", { memory: 1 }),
            ];
        });
        expect(Object.keys(drives)).toEqual(["web"]);
        for (const name of ["router", "none", "imported"]) expect(domains[name]).toEqual({ memory: 1 });
    });

    it("skips a domain that a drive of the program names, by itself or by an output that it was made from", async () => {
        const { domains, drives } = await declaredBy(() => {
            force();
            const web = new Domain("web", { running: true });
            const app = new Domain("app", { running: true });
            const drive = new ConfigDrive("drive", { domain: web.id });
            return [drive, new ConfigDrive("other", { domain: pulumi.interpolate`${app.id}` })];
        });
        expect(Object.keys(drives).toSorted()).toEqual(["drive", "other"]);
        for (const name of ["web", "app"]) expect(domains[name]).toEqual({ running: true });
    });

    it("isn't misled by a drive whose domain could be one of several", async () => {
        const { drives } = await declaredBy(() => {
            force();
            const ids = pulumi.all(["web", "app"].map((name) => new Domain(name).id));
            return new ConfigDrive("drive", { domain: ids.apply(([id]) => id ?? "") });
        });
        expect(Object.keys(drives).toSorted()).toEqual(["app", "drive", "web"]);
    });

    it("rejects a drive that the program declares later for the same domain", async () => {
        const program = async (): Promise<unknown> => {
            force();
            const web = new Domain("web");
            await new Promise((resolve) => setImmediate(resolve));
            return new ConfigDrive("drive", { domain: web.id });
        };
        await expect(declaredBy(program)).rejects.toThrowErrorMatchingInlineSnapshot(
            `[Error: declare the config drive "drive": forceConfigDrive has already given the domain "web" a drive. Add "web" to its \`except\`, or declare this drive right after the domain, with no await in between.]`,
        );
    });

    it("reaches domains in components, and tells the function what it needs to know", async () => {
        const seen: unknown[] = [];
        const { drives } = await declaredBy(() => {
            forceConfigDrive((name, { args, parent }) => {
                seen.push([name, args["memory"], parent instanceof Machine]);
                return {};
            });
            const inside = new Machine("A", (parent) => new Domain("inside", { memory: 1 }, { parent }));
            return [inside, new Domain("outside", { memory: 2 })];
        });
        expect(Object.keys(drives).toSorted()).toEqual(["inside", "outside"]);
        expect(seen).toEqual([
            ["inside", 1, true],
            ["outside", 2, false],
        ]);
    });

    it("uses the connection of the domain's own provider, unless the function returns one", async () => {
        const { drives } = await declaredBy(() => {
            const connection = "qemu+tcp://own/system";
            forceConfigDrive((name) => (name === "own" ? { connection } : {}));
            const provider = new Provider("kvm2", "qemu+ssh://root@kvm2/system");
            const inside = new Machine("A", (parent) => new Domain("inside", {}, { parent, provider }));
            return [inside, new Domain("own", {}, { provider }), new Domain("default")];
        });
        const connections = ["inside", "own", "default"].map((name) => drives[name]?.["connection"]);
        const usual = process.env["LIBVIRT_DEFAULT_URI"] || "qemu:///system";
        expect(connections).toEqual(["qemu+ssh://root@kvm2/system", "qemu+tcp://own/system", usual]);
    });

    it("can be called again, for domains that the first function returns nothing for", async () => {
        const { drives } = await declaredBy(() => {
            forceConfigDrive((name) => (name === "db" ? { hostname: "first" } : undefined));
            forceConfigDrive(() => ({ hostname: "second" }));
            return [new Domain("db", { running: true }), new Domain("web", { running: true })];
        });
        expect(drives["db"]).toMatchObject({ hostname: "first" });
        expect(drives["web"]).toMatchObject({ hostname: "second" });
    });

    it("rejects a call after a domain that it would miss", async () => {
        const program = (except: readonly string[]) => (): unknown => {
            const inside = new Machine("A", (parent) => new Domain("web", {}, { parent }));
            forceConfigDrive(() => ({}), { except });
            return inside;
        };
        await expect(declaredBy(program([]))).rejects.toThrowErrorMatchingInlineSnapshot(
            `[Error: force config drives: the program declares the domain "web" before it calls forceConfigDrive, so "web" would get no drive. Call forceConfigDrive first, or add "web" to its \`except\`.]`,
        );
        expect((await declaredBy(program(["web"]))).drives).toEqual({});
    });
});

describe("forceConfigDrive and a domain whose arguments contain a drive", () => {
    const pathOf = (): pulumi.Output<string> => new ConfigDrive("own").volumePath;

    it.each<readonly [string, () => unknown]>([
        ["cloudinit", () => new Domain05("web", { cloudinit: "/pool/other.iso;id" })],
        ["a volume's path in disks", () => new Domain05("web", { disks: [{ file: pathOf() }] })],
        ["a volume's path in devices", () => new Domain09("web", { devices: { disks: [{ source: pathOf() }] } })],
        ["devices made from a drive", () => new Domain09("web", { devices: pathOf().apply((file) => [file]) })],
        ["the tray of a drive", () => new Domain09("web", { devices: { disks: [TRAY] }, running: true })],
    ])("skips it: %s", async (_, declare) => {
        const { domains, drives } = await declaredBy(() => {
            force();
            return declare();
        });
        expect(drives).not.toHaveProperty("web");
        expect(domains["web"]).not.toHaveProperty("create");
        expect(domains["web"]?.["cloudinit"]).not.toBe(SEED);
    });
});

describe("forceConfigDrive", () => {
    it("rejects a domain whose arguments it doesn't recognise", async () => {
        const program = (): unknown => {
            force();
            return new Other(DOMAIN, "web", { memory: 1 });
        };
        await expect(declaredBy(program)).rejects.toThrowErrorMatchingInlineSnapshot(
            `[Error: force config drives: the domain "web" has the arguments of a libvirt provider that isn't supported. Use its version 0.5 or 0.9.]`,
        );
    });

    it("rejects a wrong value in the stack's configuration at once", async () => {
        const config = { "config-drive:bus": "idee" };
        await expect(runStack(force, config)).rejects.toThrow("config-drive:bus: must be auto");
    });

    it("leaves other resources alone", async () => {
        const { drives } = await declaredBy(() => {
            force();
            return new Other("libvirt:index/volume:Volume", "web", { devices: 1 });
        });
        expect(drives).toEqual({});
    });
});
