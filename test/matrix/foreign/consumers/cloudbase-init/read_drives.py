"""Reads config drives with cloudbase-init itself, which knows only Windows.

Reads a list of cases as JSON on standard input and writes the list of what cloudbase-init made of them to standard
output; the forms of both are in cloudbase-init.ts. Its service finds the drive in the image, and its plugins do what
they do at a guest's first boot, with these things replaced: Windows, by a recorder that notes what it is asked to do;
the reader of physical disks, by one of image files; and bsdtar and mtools as Windows has them, by xorriso and mtools.
"""

import base64
import contextlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import types
from unittest import mock

# These need Windows as soon as they are imported. cloudbaseinit.utils.windows.disk is replaced below.
sys.modules["cloudbaseinit.utils.windows.disk"] = types.ModuleType("disk")

from cloudbaseinit import conf, exception, version  # noqa: E402
from cloudbaseinit.metadata.services import base, configdrive  # noqa: E402
from cloudbaseinit.metadata.services.osconfigdrive import factory as drive_factory  # noqa: E402
from cloudbaseinit.metadata.services.osconfigdrive import windows  # noqa: E402
from cloudbaseinit.osutils import factory as osutils_factory  # noqa: E402
from cloudbaseinit.plugins.common import networkconfig, sethostname, setuserpassword, sshpublickeys, userdata  # noqa: E402
from cloudbaseinit.plugins.common.userdataplugins.cloudconfigplugins import factory as cloud_config  # noqa: E402
from cloudbaseinit.plugins.windows import createuser  # noqa: E402

CONF = conf.CONF

PLUGINS = {
    "hostname": sethostname.SetHostNamePlugin,
    "user": createuser.CreateUserPlugin,
    "network": networkconfig.NetworkConfigPlugin,
    "keys": sshpublickeys.SetUserSSHPublicKeysPlugin,
    "userData": userdata.UserDataPlugin,
    "password": setuserpassword.SetUserPasswordPlugin,
}


def run_tool(*args):
    done = subprocess.run(args, capture_output=True, env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})
    return done.stdout, done.stderr, done.returncode


def extract_iso(image, target):
    return run_tool("xorriso", "-osirrox", "on", "-indev", image, "-extract", "/", target)


def label_of(image):
    return run_tool("blkid", "-p", "-o", "value", "-s", "LABEL", image)[0].decode().strip()


class Disk:
    """An image file with the face of cloudbaseinit.utils.windows.disk.Disk."""

    fixed = True

    def __init__(self, path):
        self._path = path
        self.size = os.path.getsize(path)

    def __enter__(self):
        self._file = open(self._path, "rb")
        return self

    def __exit__(self, *_):
        self._file.close()

    def seek(self, offset):
        return self._file.seek(offset)

    def read(self, size, skip=0):
        return self._file.read(skip + size)[skip:]


class Windows:
    """Notes every call; answers those whose answers matter."""

    def __init__(self, case, drive, home):
        self.calls = []
        self.iso_size = None
        self._case = case
        self._drive = drive
        self._home = home
        self._users = set()
        self._teams = set()

    def __getattr__(self, name):
        def note(*args, **named):
            self.calls.append([name, *args, *named.values()])

        return note

    def get_cdrom_drives(self):
        return [self._drive] if self._case["device"] == "cdrom" else []

    def get_volume_label(self, _drive):
        return label_of(self._case["image"])

    def get_physical_disks(self):
        return [self._case["image"]] if self._case["device"] == "disk" else []

    def execute_process(self, args, shell=False):
        tool = os.path.basename(args[0])
        if tool in ("mlabel.exe", "mcopy.exe"):
            return run_tool(tool.removesuffix(".exe"), *args[1:])
        if tool == "bsdtar.exe":
            self.iso_size = os.path.getsize(args[2])
            return extract_iso(args[2], args[4])
        return self._run_script(tool if len(args) > 1 else "cmd", args[-1])

    def execute_powershell_script(self, path, sysnative=True):
        return self._run_script("powershell sysnative" if sysnative else "powershell", path)

    def _run_script(self, interpreter, path):
        with open(path, encoding="utf-8", newline="") as script:
            self.calls.append(["run", interpreter, script.read()])
        return b"", b"", 0

    def get_default_script_exec_header(self):
        return "rem cmd"

    def get_user_home(self, _user):
        return self._home

    def get_maximum_password_length(self):
        return 20

    def generate_random_password(self, _length):
        return "random"

    def create_user(self, user, *args):
        self.calls.append(["create_user", user, *args])
        self._users.add(user)

    def user_exists(self, user):
        return user in self._users

    # cloudbaseinit/osutils/windows.py: a NIC that isn't there ends the plugin.
    def get_network_adapter_name_by_mac_address(self, mac):
        if mac.lower() not in self._case["adapters"]:
            raise exception.ItemNotFoundException(f'Network interface with MAC address "{mac}" not found')
        return self._case["adapters"][mac.lower()]

    def create_network_team(self, name, *args):
        self.calls.append(["create_network_team", name, *args])
        self._teams.add(name)

    # Windows has no object to put the NIC into.
    def add_network_team_nic(self, team, *args):
        if team not in self._teams:
            raise exception.ItemNotFoundException(f"Team not found: {team}")
        self.calls.append(["add_network_team_nic", team, *args])


@contextlib.contextmanager
def said():
    """All that cloudbase-init says in a warning or worse while this lasts."""
    lines = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: lines.append(record.getMessage())
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)


def decoded_user_data(service):
    try:
        return base64.b64encode(service.get_decoded_user_data()).decode()
    except base.NotExistingMetadataException:
        return None


def read_metadata(service):
    return {
        "instanceId": service.get_instance_id(),
        "hostname": service.get_host_name(),
        "publicKeys": sorted(service.get_public_keys()),
        "adminUsername": service.get_admin_username(),
        "adminPassword": service.get_admin_password(),
        "certificates": sorted(service.get_client_auth_certs()),
        "kmsHost": service.get_kms_host(),
        "userData": decoded_user_data(service),
    }


def run_plugin(plugin, service, osutils, shared):
    before = len(osutils.calls)
    error = None
    with said() as warnings:
        try:
            PLUGINS[plugin]().execute(service, shared)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    return {"calls": osutils.calls[before:], "warnings": warnings, "error": error}


def read_files(folder):
    """What cloud-config wrote: a Windows path is one name here."""
    files = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            files[name] = file.read()
    return files


def authorized_keys(home):
    path = os.path.join(home, ".ssh", "authorized_keys")
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return sorted(file.read().split("\n")[:-1])


def find_drive(case):
    CONF.set_override("types", ["vfat" if case["format"] == "vfat" else "iso"], group="config_drive")
    CONF.set_override("locations", ["hdd" if case["device"] == "disk" else "cdrom"], group="config_drive")
    service = configdrive.ConfigDriveService()
    service._metadata_file = service._metadata_file.replace("\\", os.sep)
    with mock.patch.object(drive_factory, "get_config_drive_manager", windows.WindowsConfigDriveManager):
        return service, service.load()


def read(case, folder):
    drive, home, work = [os.path.join(folder, name) for name in ("drive", "home", "work")]
    os.mkdir(drive)
    os.mkdir(work)
    if case["device"] == "cdrom":
        extract_iso(case["image"], drive)
    osutils = Windows(case, drive, home)
    with mock.patch.object(osutils_factory, "get_os_utils", lambda: osutils), contextlib.chdir(work), said() as warnings:
        service, found = find_drive(case)
        if not found:
            return {"found": False, "warnings": warnings}
        shared = {}
        metadata = read_metadata(service)
        plugins = {name: run_plugin(name, service, osutils, shared) for name in PLUGINS}
        service.cleanup()
        return {
            "found": True,
            "isoSize": osutils.iso_size,
            "metadata": metadata,
            "plugins": plugins,
            "authorizedKeys": authorized_keys(home),
            "written": read_files(work),
        }


def main():
    cases = json.load(sys.stdin)
    CONF([], project="cloudbase-init", default_config_files=[])
    logging.getLogger().addHandler(logging.NullHandler())
    windows.disk.Disk = Disk
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        bsdtar = os.path.join(folder, "bsdtar.exe")
        open(bsdtar, "w").close()
        CONF.set_override("bsdtar_path", bsdtar)
        CONF.set_override("mtools_path", folder)
        results = []
        for case in cases:
            with tempfile.TemporaryDirectory(dir=folder) as own:
                results.append(read(case, own))
    answer = {"version": version.get_version(), "cloudConfigKeys": sorted(cloud_config.PLUGINS), "results": results}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
