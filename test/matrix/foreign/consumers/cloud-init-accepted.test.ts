import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ContentInputs } from "../../../../provider/model/inputs.ts";
import type { Link, NetworkData } from "../../../../provider/model/network-data.ts";
import { parseMask } from "../../../../provider/spec/address.ts";
import { parseSpec } from "../../../../provider/spec/parse.ts";
import type { FileTree } from "../../../../provider/tree/file-tree.ts";
import { layOut } from "../../../../provider/tree/lay-out.ts";
import { makeFolder, removeFolder, writeEntries } from "../../../foreign/support/folder.ts";
import { inMemory } from "../../../support/in-memory.ts";
import { SEED } from "../../../support/seed.ts";
import { acceptedInputs } from "./cloud-init/accepted.ts";
import { MACS } from "./cloud-init/accepted-network.ts";
import {
    findCloudInit,
    type Reading,
    type Rendered,
    type Renderer,
    readDrives,
    SUITES,
    type Suite,
    seenIn,
} from "./cloud-init/cloud-init.ts";
import { UUID } from "./drive.ts";

const COUNT = 200;

/** Reading them takes a version a quarter of a minute; a busy machine may take several. */
const READ_MS = 600_000;

/** netplan's files are looked into; of the others each drive has one, which must not fail. */
const OTHERS: readonly Renderer[] = ["networkd", "eni", "sysconfig"];
const renderersOf = (index: number): readonly Renderer[] => ["netplan", OTHERS[index % OTHERS.length] ?? "eni"];

const found = SUITES.flatMap((suite) => findCloudInit(suite) ?? []);

const treeOf = (inputs: ContentInputs): FileTree => {
    const parsed = parseSpec({ ...inputs }, UUID);
    if (parsed.kind !== "spec") throw new Error(`refused: ${JSON.stringify(parsed)}`);
    return layOut(parsed.spec);
};

/** Base64. */
const userDataOf = (inputs: ContentInputs): string => {
    const file = treeOf(inputs).find(({ path }) => path === "openstack/latest/user_data");
    return file === undefined ? "" : Buffer.from(inMemory(file.content)).toString("base64");
};

/** What cloud-init's schema says of what its own reader of OpenStack's networks wrote; it is a warning and no more. */
const OWN_WORDS = [
    /^network-config-v1 failed schema validation!$/,
    /^config\.\d+: Additional properties are not allowed \('accept-ra' was unexpected\)$/,
    /^config\.\d+\.subnets\.\d+: Additional properties are not allowed \('metric' was unexpected\)$/,
    /^config\.\d+\.mtu: None is not of type 'integer'$/,
    /^config\.\d+: \{.*\} is not valid under any of the given schemas$/,
];

const isOwnWords = (warning: string): boolean =>
    warning.split("\n").every((line) => OWN_WORDS.some((pattern) => pattern.test(line)));

/** What is wrong with a reading: nothing, as it should be. */
const faultsOf = (reading: Reading | undefined): readonly unknown[] => {
    if (reading === undefined || "error" in reading) return [reading?.error ?? "nothing was read"];
    if (!reading.found) return ["not found"];
    const rendered = Object.entries(reading.network?.rendered ?? {});
    return [
        ...reading.warnings.filter((warning) => !isOwnWords(warning)),
        ...rendered.flatMap(([renderer, result]) => ("error" in result ? [`${renderer}: ${result.error}`] : [])),
    ];
};

/** The name that an interface gets; VLANs are named after what they stand on, bonds have a name of their own since 26. */
const interfaceOf = (id: string, links: readonly Link[], suite: Suite): string => {
    const link = links.find((each) => each.id === id);
    if (link === undefined) throw new Error(`no link ${id}`);
    if (link.type === "vlan") return `${interfaceOf(link.vlan_link, links, suite)}.${link.vlan_id}`;
    if (link.type === "bond") return (suite === "sid" ? link.name : undefined) ?? "bond0";
    return link.name ?? MACS[link.ethernet_mac_address.toLowerCase()] ?? "";
};

/** Every static address that is declared, with its prefix length and the interface that has it. */
const declaredAddresses = ({ links, networks }: NetworkData, suite: Suite): readonly string[] =>
    networks
        .flatMap((network) => {
            if (network.type !== "ipv4" && network.type !== "ipv6") return [];
            const prefix = parseMask(network.netmask)?.length;
            return [`${interfaceOf(network.link, links, suite)} ${network.ip_address}/${prefix}`];
        })
        .toSorted();

/** The same in netplan's configuration. */
const renderedAddresses = (rendered: Rendered | undefined): readonly string[] => {
    const { version: _version, ...kinds } = JSON.parse(JSON.stringify(rendered)).netplan.network;
    const interfaces: readonly (readonly [string, { addresses?: readonly string[] }])[] = Object.values(kinds).flatMap(
        (kind) => Object.entries(kind ?? {}),
    );
    return interfaces.flatMap(([name, { addresses = [] }]) => addresses.map((each) => `${name} ${each}`)).toSorted();
};

describe.skipIf(found.length < SUITES.length)("any drive that is accepted, read by cloud-init", () => {
    const accepted = acceptedInputs(COUNT, SEED);
    let folder = "";
    let readings: ReadonlyMap<Suite, readonly Reading[]> = new Map();

    beforeAll(async () => {
        folder = makeFolder();
        const cases = accepted.map((inputs, index) => {
            const own = join(folder, String(index));
            writeEntries(own, treeOf(inputs));
            return { folder: own, macs: MACS, renderers: renderersOf(index) };
        });
        readings = new Map(
            await Promise.all(found.map(async (each) => [each.suite, await readDrives(each, cases)] as const)),
        );
    }, READ_MS);

    afterAll(() => removeFolder(folder));

    it(`is one of as many as are asked for, CONFIG_DRIVE_SEED=${SEED}`, () => {
        expect(accepted).toHaveLength(COUNT);
        expect(accepted.filter(({ networkData }) => networkData !== undefined).length).toBeGreaterThan(COUNT / 4);
    });

    describe.each(found)(`$version of $suite, CONFIG_DRIVE_SEED=${SEED}`, ({ suite }) => {
        /** Each declaration with what came of it; the number finds it again. */
        const pairs = () => accepted.map((inputs, index) => ({ inputs, index, reading: readings.get(suite)?.[index] }));

        it("takes it, and warns of nothing but its own words", () => {
            const faults = pairs().map(({ index, reading }) => [index, ...faultsOf(reading)]);
            expect(faults.filter(({ length }) => length > 1)).toEqual([]);
        });

        it("gives names, keys, seed, user data and files back", () => {
            for (const { inputs, index, reading } of pairs()) {
                const { instanceId, hostname, fqdn, publicKeys, randomSeed, userData } = seenIn(reading);
                const files = Object.keys(reading?.files ?? {}).toSorted();
                const seen = { instanceId, hostname, fqdn, randomSeed, userData, files, keys: publicKeys.toSorted() };
                expect(seen, `the drive ${index}`).toEqual({
                    instanceId: inputs.uuid,
                    hostname: inputs.hostname?.split(".")[0],
                    fqdn: inputs.hostname,
                    randomSeed: inputs.randomSeed ?? null,
                    userData: userDataOf(inputs),
                    files: Object.keys(inputs.files ?? {}).toSorted(),
                    keys: Object.values(inputs.publicKeys ?? {}).toSorted(),
                });
            }
        });

        it("sets up every address on its interface", () => {
            for (const { inputs, index, reading } of pairs()) {
                const { network } = seenIn(reading);
                if (inputs.networkData === undefined) {
                    expect(network, `the drive ${index}`).toBeNull();
                } else {
                    const seen = renderedAddresses(network?.rendered.netplan);
                    expect(seen, `the drive ${index}`).toEqual(declaredAddresses(inputs.networkData, suite));
                }
            }
        });
    });
});
