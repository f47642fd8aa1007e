import fc from "fast-check";
import type { Device } from "../../../provider/model/devices.ts";
import type { JsonObject } from "../../../provider/model/inputs.ts";
import { compareBytes } from "../../../provider/tree/file-tree.ts";
import { isOrdinary } from "../../support/ordinary.ts";
import type { NovaCase, NovaSubnet, NovaVif } from "./cases.ts";

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const bytes = fc.uint8Array({ maxLength: 64 }).map((content) => Buffer.from(content).toString("base64"));

// User data with a byte order mark is refused.
const isUnmarked = (base64: string): boolean =>
    !/^(efbbbf|fffe|feff)/.test(Buffer.from(base64, "base64").toString("hex"));

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const mac = fc.stringMatching(/^52:54:00(:[0-9a-f]{2}){3}$/);

const vendorData: fc.Arbitrary<JsonObject> = fc
    .dictionary(text, fc.jsonValue({ maxDepth: 3 }))
    .filter(isOrdinary)
    .map((value): JsonObject => JSON.parse(JSON.stringify(value)));

const tags = fc.array(word, { maxLength: 3 });

const place = fc.oneof(
    fc.constant({}),
    fc.record({ bus: fc.constantFrom("usb", "scsi", "ide", "xen") }),
    fc.record({ bus: fc.constant("pci"), address: fc.stringMatching(/^0000:0[0-9]:0[0-9]\.0$/) }),
);

const nic = fc.record(
    { type: fc.constant("nic"), mac, vlan: fc.nat(4094), vf_trusted: fc.boolean(), tags },
    { requiredKeys: ["type", "mac"] },
);
const disk = fc.record(
    { type: fc.constant("disk"), serial: word, path: word.map((name) => `/dev/${name}`), tags },
    { requiredKeys: ["type"] },
);
const share = fc.record({ type: fc.constant("share"), share_id: fc.uuid(), tag: word });

const device: fc.Arbitrary<Device> = fc
    .tuple(fc.oneof(nic, disk, share), place)
    .map(([own, at]): Device => ({ ...own, ...at }));

const subnet4: fc.Arbitrary<NovaSubnet> = fc
    .record({ net: fc.nat(255), host: fc.integer({ min: 2, max: 254 }), prefix: fc.integer({ min: 8, max: 32 }) })
    .chain(({ net, host, prefix }) =>
        fc.record(
            {
                cidr: fc.constant(`10.${net}.0.0/${prefix}`),
                ips: fc.constant([`10.${net}.0.${host}`]),
                gateway: fc.constant(`10.${net}.0.1`),
                dns: fc.subarray(["192.0.2.53", "192.0.2.54"]),
                routes: fc.constant([{ cidr: "172.16.0.0/12", gateway: `10.${net}.0.3` }]),
                meta: fc.constantFrom({}, { enable_dhcp: true }, { dhcp_server: "10.0.0.2" }),
            },
            { requiredKeys: ["cidr"] },
        ),
    );

const subnet6: fc.Arbitrary<NovaSubnet> = fc.record(
    {
        cidr: fc.constant("2001:db8:7::/64"),
        ips: fc.constant(["2001:db8:7::10"]),
        gateway: fc.constant("2001:db8:7::1"),
        dns: fc.constant(["2001:db8::53"]),
        meta: fc.constantFrom({}, { enable_dhcp: true }, { ipv6_address_mode: "slaac" }),
    },
    { requiredKeys: ["cidr", "ips"] },
);

const vif: fc.Arbitrary<NovaVif> = fc.record(
    {
        id: fc.uuid(),
        address: mac,
        networkId: fc.uuid(),
        type: fc.constantFrom("ovs", "bridge", "tap", "vhostuser", "ovn"),
        mtu: fc.integer({ min: 1280, max: 9000 }),
        subnets: fc.array(fc.oneof(subnet4, subnet6), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["id", "address", "networkId", "type", "subnets"] },
);

const keypair = fc
    .tuple(text, fc.stringMatching(/^[A-Za-z0-9+/]{40}$/), fc.boolean())
    .filter(([name]) => name !== "" && isOrdinary(name))
    .map(([name, data, isSsh]) => {
        if (isSsh) return { name, type: "ssh", public_key: `ssh-ed25519 ${data} somebody@example.org` };
        return { name, type: "x509", public_key: `-----BEGIN CERTIFICATE-----\n${data}\n-----END CERTIFICATE-----\n` };
    });

const files = fc.dictionary(word, bytes, { maxKeys: 4 }).map((contents) =>
    Object.entries(contents)
        .map(([name, base64]) => ({ path: `/srv/${name}`, base64 }))
        .sort((a, b) => compareBytes(a.path, b.path)),
);

const cells = fc
    .uniqueArray(fc.nat(127), { maxLength: 6 })
    .map((cpus) => (cpus.length === 0 ? [] : [cpus.slice(0, 2), cpus.slice(2)]));

const instance: fc.Arbitrary<Omit<NovaCase, "id">> = fc.record(
    {
        uuid: fc.uuid(),
        hostname: word,
        name: text,
        projectId: fc.stringMatching(/^[0-9a-f]{32}$/),
        availabilityZone: text,
        launchIndex: fc.nat(1000),
        meta: fc.dictionary(text, text, { maxKeys: 4 }).filter(isOrdinary),
        keypairs: fc.array(keypair, { minLength: 1, maxLength: 1 }),
        userData: bytes.filter(isUnmarked),
        adminPass: text,
        files,
        devices: fc.array(device, { maxLength: 4 }),
        cells,
        vendorData,
        vifs: fc.array(vif, { maxLength: 3 }),
    },
    { requiredKeys: ["uuid", "hostname", "name", "projectId"] },
);

/** Instances drawn at random; the seed says which. */
export const generatedCases = (count: number, seed: number): readonly NovaCase[] =>
    fc.sample(instance, { seed, numRuns: count }).map((drawn, index) => ({ ...drawn, id: `drawn ${index}` }));

/** The same instance declared as a config drive, but for its network: that is OpenStack's JSON already. */
export const inputsOf = (nova: NovaCase): Readonly<Record<string, unknown>> => ({
    uuid: nova.uuid,
    hostname: nova.hostname,
    name: nova.name,
    projectId: nova.projectId,
    availabilityZone: nova.availabilityZone,
    launchIndex: nova.launchIndex,
    meta: nova.meta,
    publicKeys: Object.fromEntries((nova.keypairs ?? []).map((key) => [key.name, key.public_key])),
    adminPassword: nova.adminPass,
    devices: nova.devices,
    dedicatedCpus: nova.cells?.flat(),
    userData: nova.userData === undefined ? undefined : { base64: nova.userData },
    vendorData: nova.vendorData,
    files: Object.fromEntries((nova.files ?? []).map(({ path, base64 }) => [path, { base64 }])),
});
