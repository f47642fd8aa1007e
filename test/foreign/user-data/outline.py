"""What cloud-init makes of cloud-configs: a JSON list of texts in, a JSON list of what each installs, creates and writes out.

It runs cloud-init's own code, with its package on PYTHONPATH. The files are written for real, below a temporary folder;
only their owners are recorded instead of set, since the users don't exist here.
"""

import json
import logging
import os
import stat
import sys
import tempfile

from cloudinit import distros, helpers, util
from cloudinit.config import cc_write_files
from cloudinit.distros import ug_util

logging.disable(logging.CRITICAL)
os.umask(0o022)

owners = {}


def record_owner(path, user=None, group=None):
    owners[path] = f"{user or 'root'}:{group or 'root'}"


util.chownbyname = record_owner

distro = distros.fetch("debian")("debian", {"default_user": {"name": "of-the-image"}}, helpers.Paths({}))


def written(root, entry):
    if not entry.get("path"):
        return None
    declared = os.path.abspath(os.path.join("/", entry["path"]))
    path = root + declared
    try:
        cc_write_files.write_files("write_files", [{**entry, "path": path}], "root:root")
    except Exception:
        return {"path": declared, "error": True}
    found = os.stat(path)
    # A mode of 0 isn't set, and what it then is depends on the process.
    is_set = cc_write_files.decode_perms(entry.get("permissions"), cc_write_files.DEFAULT_PERMS) != 0
    mode = f"{stat.S_IMODE(found.st_mode):04o}" if is_set else ""
    os.unlink(path)
    return {"path": declared, "size": found.st_size, "mode": mode, "owner": owners[path]}


def packages(config):
    names = util.get_cfg_option_list(config, "packages", [])
    by_manager, generic = distro._extract_package_by_manager(names)
    found = util.expand_package_list("%s=%s", [list(name) if isinstance(name, tuple) else name for name in generic])
    for manager, entries in by_manager.items():
        own = util.expand_package_list("%s=%s", [list(name) if isinstance(name, tuple) else name for name in entries])
        found += [f"{name} (snap)" if manager.name == "snap" else name for name in own]
    return sorted(set(found))


def users(config):
    found, _ = ug_util.normalize_users_groups(config, distro)
    return sorted("default" if name == "of-the-image" else name for name in found)


def outline(text, root):
    config = util.load_yaml(text)
    files = [written(root, entry) for entry in config.get("write_files", [])]
    return {
        "files": [file for file in files if file is not None],
        "packages": packages(config),
        "users": users(config),
    }


with tempfile.TemporaryDirectory() as folder:
    json.dump([outline(text, folder) for text in json.load(sys.stdin)], sys.stdout)
