"""Reads config drives with cloud-init itself.

Reads a list of cases as JSON on standard input and writes the list of what cloud-init made of them to standard output;
the forms of both are in cloud-init.ts. The path to the cloud-init to run comes by PYTHONPATH. A drive is a folder: it
stands where cloud-init looks for a seed before it looks for devices, and from there on all is cloud-init's own, with
four things replaced: where it writes files, whom it gives them to, which devices there are, and the NICs of the machine.
"""

import base64
import contextlib
import json
import logging
import os
import sys
import tempfile
from unittest import mock

import yaml

# libyaml's emitter writes the same in a tenth of the time; cloud-init takes PyYAML's when it is loaded.
yaml.dumper.SafeDumper = yaml.CSafeDumper

from cloudinit import cloud, distros, helpers, safeyaml, util
from cloudinit.config import schema
from cloudinit.handlers import cloud_config
from cloudinit.net import eni, netplan, network_state, networkd, sysconfig
from cloudinit.sources import DataSourceConfigDrive as config_drive

# As cloudinit/distros/ configures them, without the commands that run after them.
RENDERERS = {
    "netplan": (netplan.Renderer, {"netplan_path": "etc/netplan/50-cloud-init.yaml"}),
    "networkd": (
        networkd.Renderer,
        {"network_conf_dir": "/etc/systemd/network/", "resolve_conf_fn": "etc/systemd/resolved.conf"},
    ),
    "eni": (eni.Renderer, {"eni_path": "etc/network/interfaces.d/50-cloud-init"}),
    "sysconfig": (sysconfig.Renderer, distros.fetch("rhel").renderer_configs["sysconfig"]),
}


def encoded(content):
    if content is None:
        return None
    # As cloud-init decodes what is no UTF-8.
    raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return base64.b64encode(raw).decode()


def read_tree(folder):
    tree = {}
    for below, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(below, name)
            with open(path) as file:
                tree[os.path.relpath(path, folder)] = file.read()
    return tree


@contextlib.contextmanager
def warnings():
    """All that cloud-init says in a warning or worse while this lasts."""
    said = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())
    logging.getLogger().addHandler(handler)
    try:
        yield said
    finally:
        logging.getLogger().removeHandler(handler)


def split(message):
    """The parts of processed user data, as the handlers of parts get them."""
    return [
        {
            "type": part.get_content_type(),
            "filename": part.get_filename(),
            "mergeType": part.get("Merge-Type"),
            "content": encoded(util.fully_decoded_payload(part)),
        }
        for part in message.walk()
        if part.get_content_maintype() != "multipart"
    ]


def merge(message, paths):
    """The cloud-config that all parts of that type give together."""
    handler = cloud_config.CloudConfigPartHandler(paths)
    handler.handle_part(None, "__begin__", None, None, "once", None)
    for part in message.walk():
        kind = part.get_content_type()
        if kind in handler.list_types():
            payload = util.fully_decoded_payload(part)
            handler.handle_part(None, kind, part.get_filename(), payload, "once", dict(part))
    handler.handle_part(None, "__end__", None, None, "once", None)
    with open(handler.cloud_fn) as file:
        return safeyaml.load(file.read()) if hasattr(safeyaml, "load") else util.load_yaml(file.read())


def render(config, name, folder):
    """The files that one renderer writes for a network configuration, or what it failed with."""
    make, settings = RENDERERS[name]
    renderer = make(settings)
    target = os.path.join(folder, name)
    try:
        state = network_state.parse_net_config_data(config, **renderer_for(renderer))
        renderer.render_network_state(state, target=target)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    files = read_tree(target)
    if name == "netplan":
        return {"files": files, "netplan": util.load_yaml(files["etc/netplan/50-cloud-init.yaml"])}
    return {"files": files}


def renderer_for(renderer):
    """Newer versions tell the parser who will render; the older one doesn't take it."""
    names = network_state.parse_net_config_data.__code__.co_varnames
    return {"renderer": renderer} if "renderer" in names else {}


def validate(config):
    """Has a network configuration checked as stages.py does; the findings are warnings."""
    if hasattr(schema, "SchemaType"):
        kind = schema.SchemaType.NETWORK_CONFIG
        schema.validate_cloudconfig_schema(config=config, schema_type=kind, strict=False, log_details=True)


def network(source, case, folder):
    source.known_macs = case["macs"]
    config = source.network_config
    if config is None:
        return None
    validate(config)
    return {"config": config, "rendered": {name: render(config, name, folder) for name in case["renderers"]}}


def read(case, folder):
    paths = helpers.Paths({"cloud_dir": folder, "run_dir": os.path.join(folder, "run")})
    os.makedirs(paths.seed_dir)
    os.makedirs(paths.run_dir)
    os.symlink(case["folder"], os.path.join(paths.seed_dir, "config_drive"))
    distro = distros.fetch("debian")("debian", {}, paths)
    source = config_drive.DataSourceConfigDrive({}, distro, paths)
    paths.datasource = source
    if not source.get_data():
        return {"found": False}
    names = util.get_hostname_fqdn({}, cloud.Cloud(source, paths, {}, distro, None), metadata_only=True)
    os.makedirs(os.path.dirname(paths.get_ipath("cloud_config")))
    user_data = source.get_userdata()
    return {
        "found": True,
        "version": source.version,
        "mode": source.dsmode,
        "instanceId": source.get_instance_id(),
        "hostname": names[0],
        "fqdn": names[1],
        "publicKeys": source.get_public_ssh_keys(),
        "availabilityZone": source.availability_zone,
        "region": source.region,
        "cloudName": source.cloud_name,
        "metaData": {key: value for key, value in source.metadata.items() if not isinstance(value, bytes)},
        "randomSeed": encoded(source.metadata.get("random_seed")),
        "userData": encoded(source.get_userdata_raw()),
        "parts": split(user_data),
        "cloudConfig": merge(user_data, paths),
        "vendorParts": split(source.get_vendordata()),
        "network": network(source, case, folder),
    }


def answer(case):
    injected = {}
    write_file = util.write_file

    def write_or_keep(path, content, *args, **kwargs):
        # cloud-init's own files go to the folder, all others would go to the machine.
        if os.path.abspath(path).startswith(folder):
            return write_file(path, content, *args, **kwargs)
        injected[path] = {"mode": kwargs.get("mode"), "content": encoded(content)}

    with (
        tempfile.TemporaryDirectory() as folder,
        warnings() as said,
        mock.patch.object(util, "write_file", write_or_keep),
        mock.patch.object(util, "chownbyname"),
        mock.patch.object(config_drive, "find_candidate_devs", return_value=[]),
    ):
        try:
            result = read(case, folder)
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        return {**result, "files": injected, "warnings": said}


def main():
    cases = json.load(sys.stdin)
    json.dump([answer(case) for case in cases], sys.stdout)


if __name__ == "__main__":
    main()
