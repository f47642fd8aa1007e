"""Builds config drives with Nova itself.

Reads a list of cases as JSON on standard input, has Nova build the drive of each, and writes one JSON object to
standard output: case id -> path on the drive -> content in base64. The form of a case is in cases.ts. There is no
database and no network: instances are made in memory, and the two look-ups that would ask a service are replaced.
"""

import base64
import json
import os
import sys
import tempfile
from unittest import mock

import nova.conf
from nova import objects
from nova.api.metadata import base
from nova.network import model
from nova.objects import virt_device_metadata as virt
from nova.virt import configdrive

CONF = nova.conf.CONF

BUSES = {
    "pci": virt.PCIDeviceBus,
    "usb": virt.USBDeviceBus,
    "scsi": virt.SCSIDeviceBus,
    "ide": virt.IDEDeviceBus,
    "xen": virt.XenDeviceBus,
}

DEVICES = {
    "nic": virt.NetworkInterfaceMetadata,
    "disk": virt.DiskMetadata,
    "share": virt.ShareMetadata,
}


def in_order(pairs):
    """An object with its keys sorted: the drive's own order, as what declares it doesn't keep one."""
    return dict(sorted(pairs))


def make_device(spec):
    own = {key: value for key, value in spec.items() if key not in ("type", "bus", "address")}
    if "bus" in spec:
        own["bus"] = BUSES[spec["bus"]](**{key: spec[key] for key in ("address",) if key in spec})
    return DEVICES[spec["type"]](**own)


def make_subnet(spec):
    return model.Subnet(
        cidr=spec["cidr"],
        dns=[model.IP(address=address) for address in spec.get("dns", [])],
        gateway=model.IP(address=spec["gateway"]) if "gateway" in spec else None,
        ips=[model.FixedIP(address=address) for address in spec.get("ips", [])],
        routes=[
            model.Route(cidr=route["cidr"], gateway=model.IP(address=route["gateway"]))
            for route in spec.get("routes", [])
        ],
        **spec.get("meta", {}),
    )


def make_vif(spec):
    network = model.Network(
        id=spec["networkId"],
        subnets=[make_subnet(subnet) for subnet in spec["subnets"]],
        **({"mtu": spec["mtu"]} if "mtu" in spec else {}),
    )
    return model.VIF(
        id=spec["id"], address=spec["address"], network=network, type=spec["type"], devname=spec.get("devname")
    )


def make_instance(case):
    keys = [objects.KeyPair(**key) for key in case.get("keypairs", [])]
    cells = [objects.InstanceNUMACell(id=index, pcpuset=set(cpus)) for index, cpus in enumerate(case.get("cells", []))]
    devices = [make_device(device) for device in case.get("devices", [])]
    instance = objects.Instance(
        id=1,
        uuid=case["uuid"],
        hostname=case["hostname"],
        display_name=case["name"],
        project_id=case["projectId"],
        user_id="user",
        availability_zone=case.get("availabilityZone"),
        launch_index=case.get("launchIndex", 0),
        reservation_id="r-1",
        metadata=case.get("meta", {}),
        system_metadata={},
        user_data=case.get("userData"),
        key_name=keys[0].name if keys else None,
        key_data=keys[0].public_key if keys else None,
        keypairs=objects.KeyPairList(objects=keys),
        device_metadata=virt.InstanceDeviceMetadata(devices=devices) if devices else None,
        numa_topology=objects.InstanceNUMATopology(cells=cells) if cells else None,
        flavor=objects.Flavor(name="m1.tiny", memory_mb=512, vcpus=1, root_gb=1, ephemeral_gb=0, swap=0, flavorid="1"),
    )
    instance.ec2_ids = objects.EC2Ids(
        instance_id="i-00000001", ami_id="ami-00000002", kernel_id=None, ramdisk_id=None
    )
    instance.info_cache = objects.InstanceInfoCache(network_info=model.NetworkInfo())
    instance.obj_reset_changes(recursive=True)
    return instance


def read_tree(directory):
    tree = {}
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                tree[os.path.relpath(path, directory)] = base64.b64encode(file.read()).decode()
    return tree


def build(case):
    with tempfile.TemporaryDirectory() as directory:
        vendor_data = os.path.join(directory, "vendor_data.json")
        with open(vendor_data, "w") as file:
            json.dump(case.get("vendorData", {}), file)
        CONF.set_override("vendordata_jsonfile_path", vendor_data, group="api")
        CONF.set_override("dhcp_domain", case.get("dhcpDomain", ""), group="api")
        metadata = base.InstanceMetadata(
            make_instance(case),
            content=[(file["path"], base64.b64decode(file["base64"])) for file in case.get("files", [])],
            extra_md={"admin_pass": case["adminPass"]} if "adminPass" in case else None,
            network_info=model.NetworkInfo([make_vif(vif) for vif in case.get("vifs", [])]),
        )
        tree = os.path.join(directory, "tree")
        os.mkdir(tree)
        configdrive.ConfigDriveBuilder(instance_md=metadata)._write_md_files(tree)
        return read_tree(tree)


def main():
    cases = json.load(sys.stdin, object_pairs_hook=in_order)
    CONF([], project="nova", default_config_files=[])
    objects.register_all()
    with (
        mock.patch.object(base, "_format_instance_mapping", return_value={"ami": "sda1", "root": "/dev/sda1"}),
        mock.patch.object(
            base.security_group_api, "get_instance_security_groups", return_value=[{"name": "default"}]
        ),
    ):
        trees = {case["id"]: build(case) for case in cases}
    json.dump(trees, sys.stdout)


if __name__ == "__main__":
    main()
