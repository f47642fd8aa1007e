import { describe, expect, it } from "vitest";
import { schemaText } from "../../plugin/schema.ts";
import { check } from "../../provider/index.ts";
import { examples, LANGUAGES } from "../support/plugin/examples.ts";
import { readSchema } from "../toolchain/plugin-schema/read.ts";

interface Property {
    readonly description?: string;
    readonly default?: unknown;
    readonly secret?: true;
    readonly defaultInfo?: object;
}
type Properties = Readonly<Record<string, Property>>;
interface Members {
    readonly properties?: Properties;
}
interface Described {
    readonly description: string;
}

interface Schema {
    readonly config: { readonly variables: Properties };
    readonly types: Readonly<Record<string, Members & { readonly enum?: readonly { readonly name: string }[] }>>;
    readonly resources: Readonly<
        Record<string, Described & { readonly inputProperties: Properties; readonly properties: Properties }>
    >;
    readonly functions: Readonly<Record<string, Described & { readonly inputs: Members; readonly outputs: Members }>>;
}

const schema: Schema = JSON.parse(await schemaText());
const inputs = schema.resources["config-drive:index:ConfigDrive"]?.inputProperties ?? {};
const TOKEN = "config-drive:index:";

describe("the plugin's schema", () => {
    it("is what npm run generate:schema makes of the argument types and their comments", () => {
        expect(JSON.parse(JSON.stringify(readSchema()))).toEqual(schema);
    });

    /** Every property with its path. */
    const properties = [
        ...Object.entries(schema.types).map(([name, type]) => [name, type.properties] as const),
        ...Object.entries(schema.resources).flatMap(([name, resource]) => [
            [name, resource.inputProperties] as const,
            [name, resource.properties] as const,
        ]),
        ...Object.entries(schema.functions).flatMap(([name, each]) => [
            [name, each.inputs.properties] as const,
            [name, each.outputs.properties] as const,
        ]),
        ["config", schema.config.variables] as const,
    ].flatMap(([name, members]) =>
        Object.entries(members ?? {}).map(([key, property]) => [`${name}.${key}`, property] as const),
    );

    it("describes every property, in words for all languages", () => {
        expect(properties.length).toBeGreaterThan(150);
        const texts = [
            ...properties.map(([path, { description = "" }]) => [path, description] as const),
            ...Object.entries(schema.functions).map(([name, { description }]) => [name, description] as const),
        ];
        expect(texts.filter(([, text]) => text === "")).toEqual([]);
        const foreign =
            /TypeScript|JavaScript|readFileSync|requireSecret|pulumi\.secret|new pulumi\.|undefined|null|docs\//;
        const outsideExamples = texts.map(([path, text]) => [path, text.replace(/\{\{% examples.*$/s, "")] as const);
        expect(outsideExamples.filter(([, text]) => foreign.test(text))).toEqual([]);
    });

    it("has the names that programs have, for ever", () => {
        expect(Object.keys(schema.resources)).toEqual([`${TOKEN}ConfigDrive`]);
        const names = (tokens: object): readonly string[] =>
            Object.keys(tokens).map((token) => token.replace(TOKEN, ""));
        expect({
            functions: names(schema.functions),
            types: names(schema.types),
            enums: Object.entries(schema.types).flatMap(([token, type]) =>
                type.enum === undefined
                    ? []
                    : [`${token.replace(TOKEN, "")}: ${type.enum.map(({ name }) => name).join(" ")}`],
            ),
        }).toMatchInlineSnapshot(`
          {
            "enums": [
              "BondHashPolicy: Encap2Plus3 Encap3Plus4 Layer2 Layer2Plus3 Layer3Plus4 VlanPlusSrcMac",
              "BondMode: Ieee8023ad ActiveBackup BalanceAlb BalanceRr BalanceTlb BalanceXor Broadcast",
              "Bus: Auto Ide Sata Scsi Usb Virtio",
              "Cache: Default Directsync None Unsafe Writeback Writethrough",
              "DeviceBus: Ide None Pci Scsi Usb Xen",
              "DeviceType: Disk Nic Share",
              "DriveDevice: Cdrom Disk",
              "GuestMeans: Agent Console Drive HostName",
              "ImageFileFormat: Iso9660 Vfat Vhd Vmdk",
              "ImageFormat: Iso9660 Vfat",
              "LinkType: Bond Bridge Dvs HwVeb Hyperv Ovs Phy Tap Vhostuser Vif Vlan",
              "MergeTypeLists: Append Keep Prepend",
              "MergeTypeTexts: Append Keep Replace",
              "NetworkType: Ipv4 Ipv4Dhcp Ipv6 Ipv6Dhcp Ipv6Dhcpv6Stateful Ipv6Dhcpv6Stateless Ipv6Slaac",
              "OnChange: NextBoot Swap",
              "Rerun: Never OnChange",
              "SeenGuestBy: Agent Console Drive HostName",
              "SeenGuestStatus: Degraded Done Failed Pending",
              "SeenGuestTool: Ignition CloudInit CloudbaseInit",
              "ServiceType: Dns",
              "StartupPolicy: Mandatory Optional Requisite",
              "Verify: Content Size",
              "VmdkSubformat: MonolithicFlat StreamOptimized",
              "WaitForGuestFailOn: Degraded Error",
            ],
            "functions": [
              "cloudConfig",
              "configDriveImage",
              "gzipped",
              "mergeType",
              "networkData",
              "publicKeysOf",
            ],
            "types": [
              "Base64UserData",
              "Bond",
              "BondHashPolicy",
              "BondMode",
              "Bus",
              "Cache",
              "Device",
              "DeviceBus",
              "DeviceType",
              "DriveDevice",
              "Ethernet",
              "FileContent",
              "GuestMeans",
              "ImageFileFormat",
              "ImageFormat",
              "Link",
              "LinkRoute",
              "LinkType",
              "MergeTypeLists",
              "MergeTypeTexts",
              "Network",
              "NetworkDocument",
              "NetworkType",
              "OnChange",
              "PlannedFile",
              "Rerun",
              "Route",
              "SeenGuest",
              "SeenGuestBy",
              "SeenGuestStatus",
              "SeenGuestTool",
              "Service",
              "ServiceType",
              "StartupPolicy",
              "Timeouts",
              "UserDataPart",
              "Verify",
              "Vlan",
              "VmdkSubformat",
              "WaitForGuest",
              "WaitForGuestFailOn",
            ],
          }
        `);
    });

    it("has a name of its own for every function and type: Go has all in one package", () => {
        const declared = [
            ...Object.keys(schema.functions),
            ...Object.keys(schema.types),
            ...Object.keys(schema.resources),
        ];
        const names = declared.map((token) => token.replace(TOKEN, "").toLowerCase());
        expect(new Set(names).size).toBe(names.length);
    });

    it("has examples, each in every language", () => {
        const found = examples().map(({ name, language }) => `${name} ${language}`);
        const names = ["ConfigDrive", "cloudConfig", "configDriveImage", "networkData"];
        expect(found).toEqual(names.flatMap((name) => LANGUAGES.map((language) => `${name} ${language}`)));
    });

    it("only has defaults that are the provider's own", async () => {
        const defaults = Object.fromEntries(
            Object.entries(inputs).flatMap(([name, property]) =>
                property.default === undefined ? [] : [[name, property.default] as const],
            ),
        );
        expect(Object.keys(defaults)).toEqual([
            "rerun",
            "fixedVolume",
            "ejected",
            "startDomain",
            "ejectAfterBoot",
            "keepImage",
        ]);
        // What the provider's configuration sets must not be overridden by a default.
        expect(Object.keys(schema.config.variables).filter((name) => name in defaults)).toEqual([]);
        const declared = {
            connection: "qemu:///system",
            hostname: "web-1",
            randomSeed: Buffer.alloc(16, 7).toString("base64"),
            volumePrefix: "web",
        };
        const bare = await check({}, declared);
        expect(bare.failures).toEqual([]);
        expect(await check({}, { ...declared, ...defaults })).toEqual(bare);
    });

    it("marks as secret what the provider treats as such, and takes the connection from the environment", () => {
        const secrets = Object.entries(inputs).flatMap(([name, { secret = false }]) => (secret ? [name] : []));
        expect(secrets).toEqual([
            "adminPassword",
            "randomSeed",
            "userData",
            "vendorData",
            "vendorData2",
            "files",
            "rootFiles",
            "connectionPassword",
            "triggers",
        ]);
        expect(schema.config.variables).toMatchObject({
            connection: { defaultInfo: { environment: ["LIBVIRT_DEFAULT_URI"] } },
            connectionPassword: { secret: true },
        });
    });
});
