import { describe, expect, it } from "vitest";
import { AFFECT_CONFIG } from "../../provider/libvirt/flags.ts";
import type { Inputs } from "../../provider/model/inputs.ts";
import {
    beside,
    caught,
    type DomainOptions,
    emptyCdrom,
    lifeCycleOn,
    SCSI_CONTROLLER,
    useTestHost,
} from "../support/host.ts";
import type { TestDomain } from "../support/test-domain.ts";
import { elementsOf } from "./domains/look.ts";

/** A disk that needs no image file. */
const disk = (target: string, bus: string, more = ""): string =>
    `<disk type='block' device='disk'><driver name='qemu' type='raw'/><source dev='/dev/zero'/><target dev='${target}' bus='${bus}'/><readonly/>${more}</disk>`;

const VFAT = { format: "vfat", size: 2_129_920 } as const;
const NO_SPARE_PORT = "<controller type='pci' index='0' model='pcie-root'/>";
const SIX = ["sda", "sdb", "sdc", "sdd", "sde", "sdf"];
const UNIT_1 = "<address type='drive' controller='0' bus='0' target='0' unit='1'/>";

describe("a drive in a machine with odd targets and addresses", () => {
    const host = useTestHost();
    const { create, remove } = lifeCycleOn(host);

    /** The devices of the definition. libvirt sorts controllers when it adds a device. */
    const devicesOf = async (domain: TestDomain): Promise<readonly string[]> =>
        elementsOf(await host().virsh("dumpxml", "--inactive", domain.name)).toSorted();

    it.each<DomainOptions & { readonly what: string; readonly inputs?: Partial<Inputs> }>([
        { what: "hda on sata", machine: "q35", devices: emptyCdrom("hda", "sata") },
        { what: "vda on sata", machine: "q35", devices: emptyCdrom("vda", "sata") },
        { what: "sda on ide", machine: "pc", devices: emptyCdrom("sda", "ide") },
        {
            what: "sda on unit 1 of sata",
            machine: "q35",
            devices: emptyCdrom("sda", "sata").replace("</disk>", `${UNIT_1}</disk>`),
        },
        {
            what: "its own target's port taken",
            machine: "q35",
            devices: emptyCdrom("hdb", "sata"),
            inputs: { target: "sdb" },
        },
        { what: "six names taken on scsi", machine: "q35", devices: SIX.map((each) => disk(each, "scsi")).join("") },
        { what: "no ide controller", machine: "pc" },
        { what: "no sata controller", machine: "pc", inputs: { bus: "sata" } },
        { what: "no scsi controller", machine: "q35", inputs: { bus: "scsi" } },
        { what: "its last port free", machine: "q35", inputs: VFAT },
        {
            what: "no port free",
            machine: "q35",
            devices: disk("vda", "virtio") + NO_SPARE_PORT,
            inputs: VFAT,
        },
        {
            what: "no port and no scsi controller",
            machine: "q35",
            devices: disk("vda", "virtio") + NO_SPARE_PORT,
            inputs: { ...VFAT, bus: "scsi" },
        },
        { what: "arm", machine: "virt" },
        { what: "arm, a disk", machine: "virt", inputs: VFAT },
    ])("lets it start, and leaves its definition as it was: $what", async ({ inputs, what: _, ...options }) => {
        const domain = await host().define(options);
        const before = await devicesOf(domain);
        const state = await create({ domain: domain.uuid, ...inputs });
        expect(state.drive).toBe("attached");
        await host().virsh("start", "--paused", domain.name);
        expect((await domain.live()).disks.filter(({ file }) => file === state.volumePath)).toHaveLength(1);
        await domain.stop();
        await remove(state);
        expect(await devicesOf(domain)).toEqual(before);
    });

    it.each<DomainOptions & { readonly what: string; readonly inputs?: Partial<Inputs>; readonly words: string }>([
        {
            what: "sata",
            machine: "q35",
            devices: SIX.map((each) => emptyCdrom(each, "sata")).join(""),
            words: "bus sata is full",
        },
        {
            what: "usb",
            devices:
                "<controller type='usb' model='piix3-uhci'/><input type='tablet' bus='usb'/><input type='mouse' bus='usb'/>",
            inputs: { bus: "usb" },
            words: "no free USB port",
        },
        {
            what: "no usb",
            devices: "<controller type='usb' model='none'/>",
            inputs: { bus: "usb" },
            words: "no USB controller",
        },
    ])(
        "is refused before anything is written where no port is left: $what",
        async ({ inputs, words, what: _, ...options }) => {
            const domain = await host().define(options);
            const before = await devicesOf(domain);
            const error = await caught(create({ domain: domain.uuid, ...inputs }));
            expect(error).toMatchObject({ code: "bus-full" });
            expect(error.message).toContain(words);
            expect(await devicesOf(domain)).toEqual(before);
            expect(await host().files()).toEqual([]);
        },
    );
});

describe("drives in one machine that need ports and controllers of it", () => {
    const host = useTestHost();
    const { create, update, remove } = lifeCycleOn(host);

    const devicesOf = async (domain: TestDomain): Promise<readonly string[]> =>
        elementsOf(await host().virsh("dumpxml", "--inactive", domain.name)).toSorted();

    it("leave the definition as it was, whichever goes first", async () => {
        const domain = await host().define({ machine: "q35" });
        const before = await devicesOf(domain);
        const inputs = { domain: domain.uuid, ...VFAT };
        const drives = [];
        for (const prefix of ["a", "b", "c"]) drives.push(await create({ ...inputs, ...beside(prefix) }));
        for (const drive of drives) await remove(drive);
        expect(await devicesOf(domain)).toEqual(before);
    });

    it("get a port each if they come at the same time", async () => {
        const domain = await host().define({ machine: "q35", devices: disk("vda", "virtio") + NO_SPARE_PORT });
        const before = await devicesOf(domain);
        const inputs = [{ ...VFAT, target: "vdb" }, { ...VFAT, target: "vdc" }, { bus: "scsi" as const }];
        const drives = await Promise.all(
            inputs.map((each, index) => create({ domain: domain.uuid, ...beside(`d${index}`), ...each })),
        );
        await host().virsh("start", "--paused", domain.name);
        await domain.stop();
        for (const drive of drives) await remove(drive);
        expect(await devicesOf(domain)).toEqual(before);
    });

    it("leave a controller below another's, which libvirt would replace by one of its own choice", async () => {
        const domain = await host().define({ machine: "q35" });
        const state = await create({ domain: domain.uuid, bus: "scsi" });
        await domain.attach("<controller type='scsi' index='1' model='virtio-scsi'/>", AFFECT_CONFIG);
        await remove(state);
        expect((await domain.config()).controllers).toEqual(["0:virtio-scsi", "1:virtio-scsi"]);
    });

    it("go from a paused guest, which releases nothing, also after an update that it refused", async () => {
        const domain = await host().define();
        const before = await devicesOf(domain);
        await host().virsh("start", "--paused", domain.name);
        const state = await create({ domain: domain.uuid, ...VFAT });
        const error = await caught(update(state, { domain: domain.uuid, ...VFAT, userData: "changed" }));
        expect(error).toMatchObject({ code: "timed-out" });
        await remove(state);
        expect(await host().files()).toEqual([]);
        expect(await devicesOf(domain)).toEqual(before);
    });

    it("move and are ejected in one update while the machine runs", async () => {
        const domain = await host().start({ devices: SCSI_CONTROLLER });
        const state = await create({ domain: domain.uuid, bus: "scsi" });
        const ejected = await update(state, { domain: domain.uuid, bus: "scsi", target: "sdc", ejected: true });
        expect(ejected.drive).toBe("ejected");
        expect((await domain.live()).disks).toEqual([]);
        expect((await domain.config()).disks).toMatchObject([{ target: "sdc", file: undefined }]);
        const back = await update(ejected, { domain: domain.uuid, bus: "scsi", target: "sdc" });
        expect(back.drive).toBe("attached");
    });

    it("stay on scsi in the running machine until it starts with sata", async () => {
        const domain = await host().start({ machine: "q35" });
        const state = await create({ domain: domain.uuid });
        const moved = await update(state, { domain: domain.uuid, bus: "sata", userData: "changed" });
        expect((await domain.live()).disks).toMatchObject([{ bus: "scsi", file: moved.volumePath }]);
        expect((await domain.config()).disks).toMatchObject([{ bus: "sata", file: moved.volumePath }]);
        await domain.stop();
        await domain.start();
        expect((await domain.live()).disks).toMatchObject([{ bus: "sata", file: moved.volumePath }]);
    });

    it.each([
        { what: "ports without hot-plug", ports: "hotplug='off'", words: "no free pcie-root-port" },
        { what: "ports with", ports: "hotplug='on'", words: "" },
    ])("are refused before anything is written, while it runs with $what", async ({ ports, words }) => {
        const port = `<controller type='pci' model='pcie-root-port'><target ${ports}/></controller>`;
        const domain = await host().start({
            machine: "q35",
            devices: `<controller type='pci' model='pcie-root'/>${port.repeat(5)}${disk("vda", "virtio")}`,
        });
        const creation = create({ domain: domain.uuid, ...VFAT }).then(
            () => "",
            ({ message }: Error) => message,
        );
        expect(await creation).toContain(words);
        expect(await host().files()).toHaveLength(words === "" ? 1 : 0);
    });
});

describe("a drive in a machine that boots from a disk or a cdrom", () => {
    const host = useTestHost();
    const { create, update } = lifeCycleOn(host);

    /** Aliases or paths of QEMU's devices that have a boot index, in this order. */
    const bootOrder = async (domain: TestDomain): Promise<readonly string[]> => {
        const command = await host().virsh("domxml-to-native", "qemu-argv", "--domain", domain.name);
        const devices = [...command.matchAll(/-device '(\{.*?\})'/g)].map(([, json = ""]) => JSON.parse(json));
        return devices
            .filter(({ bootindex }) => bootindex !== undefined)
            .sort((one, other) => one.bootindex - other.bootindex)
            .map(({ driver, bus, unit, addr }) => [driver, bus, unit, addr].join());
    };

    it.each<DomainOptions & { readonly what: string; readonly inputs?: Partial<Inputs>; readonly target: string }>([
        { what: "an installer on hdc", boot: ["cdrom", "hd"], devices: emptyCdrom("hdc", "ide"), target: "hdd" },
        { what: "an installer on hdd", boot: ["cdrom"], devices: emptyCdrom("hdd", "ide"), target: "hde" },
        {
            what: "an installer on sdb",
            machine: "q35",
            boot: ["cdrom"],
            devices: emptyCdrom("sdb", "sata"),
            target: "sdc",
        },
        { what: "a root disk on vdb", boot: ["hd"], devices: disk("vdb", "virtio"), inputs: VFAT, target: "vdc" },
        { what: "a root disk on sda", boot: ["hd"], devices: disk("sda", "scsi"), inputs: VFAT, target: "vda" },
        {
            what: "a boot order of devices",
            machine: "q35",
            devices: emptyCdrom("sdb", "sata").replace("</disk>", "<boot order='1'/></disk>"),
            target: "sda",
        },
    ])("comes after $what, also when it moves", async ({ inputs, target, what: _, ...options }) => {
        const domain = await host().define(options);
        const before = await bootOrder(domain);
        expect(before).toHaveLength(1);
        const first = await create({ domain: domain.uuid, ...inputs });
        expect(first.attachedTarget).toBe(target);
        expect(await bootOrder(domain)).toEqual(before);
        const moved = await update(first, { domain: domain.uuid, ...inputs, bus: "scsi" });
        expect(moved.attachedBus).toBe("scsi");
        expect(await bootOrder(domain)).toEqual(before);
    });

    it("is refused where every place, or the declared one, comes before the one that boots", async () => {
        const domain = await host().define({
            machine: "q35",
            boot: ["cdrom"],
            devices: disk("sda", "scsi") + emptyCdrom("sdb", "sata"),
        });
        const scsi = await caught(create({ domain: domain.uuid, bus: "scsi" }));
        expect(scsi).toMatchObject({ code: "boot-order" });
        expect(scsi.message).toContain("on bus scsi the drive would come before sdb");
        const installed = await host().define({ machine: "q35", boot: ["cdrom"], devices: emptyCdrom("sdb", "sata") });
        const declared = await caught(create({ domain: installed.uuid, target: "sda" }));
        expect(declared.message).toContain("at sda the drive would come before sdb");
        expect(await host().files()).toEqual([]);
    });

    it("keeps off scsi also in the running machine, whose memory may be saved and restored", async () => {
        const domain = await host().start({
            machine: "q35",
            boot: ["cdrom"],
            devices: `<controller type='scsi' model='virtio-scsi'/>${disk("sda", "scsi")}${emptyCdrom("sdb", "sata")}`,
        });
        expect(await caught(create({ domain: domain.uuid }))).toMatchObject({ code: "boot-order" });
        const state = await create({ domain: domain.uuid, onChange: "nextBoot" });
        expect(state).toMatchObject({ attachedBus: "sata", attachedTarget: "sdc" });
    });
});
