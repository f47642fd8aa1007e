const pci = (index: number, model: string): string => `<controller type='pci' index='${index}' model='${model}'/>`;

/** A port of PCI Express. */
export const port = (index: number): string => pci(index, "pcie-root-port");

const USB = "<controller type='usb' index='0' model='qemu-xhci'/>";
const SATA = "<controller type='sata' index='0'/>";

/** Controllers that libvirt gives to each machine of a type; on PCI Express, with one spare port. */
const controllersOf = (machine: string): string => {
    if (machine.startsWith("pc-i440fx")) return pci(0, "pci-root") + USB;
    return pci(0, "pcie-root") + port(1) + USB + (machine.includes("q35") ? SATA : "");
};

/**
 * A domain as libvirt 9.0 shows it, with some devices.
 *
 * @param boot What it boots from.
 */
export const domainXml = (
    devices: string,
    { arch = "x86_64", machine = "pc-i440fx-7.2", boot = ["hd"], controllers = controllersOf(machine) } = {},
): string =>
    `<domain type='qemu' id='3'>
  <name>web</name>
  <uuid>83679162-1378-4288-a2d4-70e13ec132aa</uuid>
  <memory unit='KiB'>1048576</memory>
  <os>
    <type arch='${arch}' machine='${machine}'>hvm</type>
    ${boot.map((dev) => `<boot dev='${dev}'/>`).join("")}
  </os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    ${devices}${controllers}
  </devices>
</domain>`;

/** The alias of the tests' own drive. */
export const ALIAS = "ua-config-drive-7062520c5a0e";

/** Alias and old volume of that drive. */
export const MARK = { alias: ALIAS, media: ["/pool/drive-000000000000.iso"] };

/** A cdrom as a running domain shows it. */
export const LIVE_CDROM = `<disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <source file='/pool/drive-000000000000.iso' startupPolicy='optional' index='2'/>
      <backingStore/>
      <target dev='sda' bus='scsi'/>
      <readonly/>
      <serial>cloudinit</serial>
      <alias name='${ALIAS}'/>
      <address type='drive' controller='0' bus='0' target='0' unit='0'/>
    </disk>`;

/** A disk on a target; a cdrom on ide and sata. */
export const disk = (target: string, bus: string, more = ""): string =>
    `<disk type='file' device='${bus === "ide" || bus === "sata" ? "cdrom" : "disk"}'><target dev='${target}' bus='${bus}'/>${more}</disk>`;

/** A SCSI controller. */
export const controller = (index: number, model: string): string =>
    `<controller type='scsi' index='${index}' model='${model}'/>`;
