"""Runs of cloudbase-init as its own code makes and logs them.

A JSON list of machines in; each has runs of the service, and each run has the plugins with what they do. Out, for each
machine, a JSON list of what is there after each run: the log, and the marks of plugins in the registry.
The plugins, the metadata service and Windows are replaced. What runs the plugins, the marks and the log are its own.
"""

import json
import os
import sys
import tempfile
from unittest import mock

from cloudbaseinit import conf, exception, init
from cloudbaseinit.plugins.common import base
from cloudbaseinit.utils import log

CONF = conf.CONF


class Windows:
    def __init__(self):
        self.marks = {}

    def get_config_value(self, name, section):
        return self.marks.get(section, {}).get(name)

    def set_config_value(self, name, value, section):
        self.marks.setdefault(section, {})[name] = value

    def check_os_version(self, *_):
        return True

    def wait_for_boot_completion(self):
        pass

    def reboot(self):
        pass

    def terminate(self):
        pass


class Service:
    def __init__(self, instance_id):
        self.get_instance_id = lambda: instance_id

    def get_name(self):
        return "ConfigDriveService"

    def cleanup(self):
        pass


class Plugin:
    def __init__(self, description):
        self.get_name = lambda: description["name"]
        self.get_os_requirements = lambda: (None, None)
        self.description = description

    def execute(self, service, shared_data):
        error = self.description["error"]
        if error is not None:
            raise exception.CloudbaseInitException(error)
        again = self.description["again"]
        status = base.PLUGIN_EXECUTE_ON_NEXT_BOOT if again else base.PLUGIN_EXECUTION_DONE
        return status, self.description["reboot"]


def run(windows, description):
    def service():
        if description["instanceId"] is None:
            raise exception.MetadataNotFoundException("none")
        return Service(description["instanceId"])

    def plugins(stage):
        return [Plugin(each) for each in description["plugins"]] if stage == base.PLUGIN_STAGE_MAIN else []

    with mock.patch("cloudbaseinit.osutils.factory.get_os_utils", lambda: windows), mock.patch(
        "cloudbaseinit.metadata.factory.get_metadata_service", service
    ), mock.patch("cloudbaseinit.plugins.factory.load_plugins", plugins):
        init.InitManager().configure_host()


def machine(descriptions, path):
    windows = Windows()
    seen = []
    open(path, "w").close()
    for description in descriptions:
        run(windows, description)
        with open(path) as file:
            seen.append({"log": file.read(), "marks": windows.marks})
        seen[-1] = json.loads(json.dumps(seen[-1]))
    return seen


def main(machines):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cloudbase-init.log")
        CONF(["--debug", f"--log-file={path}"])
        CONF.set_override("check_latest_version", False)
        log.setup("cloudbaseinit")
        # The log is one file that stays open, so each machine truncates it.
        return [machine(each, path) for each in machines]


json.dump(main(json.load(sys.stdin)), sys.stdout)
