"""Boots as cloud-init itself records and judges them.

A JSON list of boots in; each has the stages that run, with what happens in them. Out, for each boot, a JSON list of what
is there at each moment: the texts of status.json and result.json, and what `cloud-init status --format json` prints.
The functions that run modules are replaced, and systemd isn't there. The records and the judgement are cloud-init's.
"""

import argparse
import contextlib
import inspect
import io
import json
import logging
import os
import sys
import tempfile
from unittest import mock

from cloudinit import helpers
from cloudinit.cmd import main, status

NAMES = {
    "init-local": ("init", argparse.Namespace(local=True)),
    "init": ("init", argparse.Namespace(local=False)),
    "modules-config": ("modules", argparse.Namespace(mode="config")),
    "modules-final": ("modules", argparse.Namespace(mode="final")),
}

# Where it is differs by version. 22.4 has no recoverable errors.
places = [main, *(getattr(main, name, None) for name in ("loggers", "log"))]
exporter = next((place.LogExporter for place in places if hasattr(place, "LogExporter")), None)


def text_of(path):
    with contextlib.suppress(FileNotFoundError):
        with open(path) as file:
            return file.read()


class Boot:
    def __init__(self, folder, description):
        self.paths = helpers.Paths({"cloud_dir": f"{folder}/lib", "run_dir": f"{folder}/run"})
        self.description = description
        self.seen = []

    def look(self):
        printed = io.StringIO()
        args = argparse.Namespace(format="json", wait=False, long=False)
        with contextlib.redirect_stdout(printed):
            status.handle_status_args("status", args)
        run = self.paths.run_dir
        files = {name: text_of(f"{run}/{name}.json") for name in ("status", "result")}
        self.seen.append({**files, "printed": printed.getvalue()})

    def run_stage(self, stage):
        """Runs a stage in a process of its own, as the units of a boot do."""

        def modules(name, args):
            self.look()
            for level, message in stage["logged"]:
                logging.getLogger("module").log(getattr(logging, level), message)
            if stage["end"] == "killed":
                return_seen(self.seen)
                os._exit(0)
            if stage["end"] == "raised":
                raise RuntimeError(stage["errors"][0] if stage["errors"] else "")
            errors = [RuntimeError(error) for error in stage["errors"]]
            return ("DataSourceConfigDrive [net,ver=2][source=/dev/sr0]", errors) if name == "init" else errors

        name, args = NAMES[stage["name"]]
        args.action = (name, modules)
        old = {"data_d": self.paths.get_cpath("data"), "link_d": self.paths.run_dir}
        main.status_wrapper(name, args, **(old if "data_d" in inspect.signature(main.status_wrapper).parameters else {}))
        self.look()
        return_seen(self.seen)

    def run(self):
        os.makedirs(self.paths.run_dir)
        self.look()
        for stage in self.description["stages"]:
            self.seen = in_child(lambda: self.run_stage(stage))
        return self.seen


def return_seen(seen):
    with open(os.environ["SEEN"], "w") as file:
        json.dump(seen, file)


def in_child(work):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    with open(os.environ["SEEN"]) as file:
        return json.load(file)


def bootstatus(description):
    codes = getattr(status, "EnabledStatus", None) or status.UXAppBootStatusCode
    code = codes.DISABLED_BY_MARKER_FILE if description["marked"] else codes.ENABLED_BY_GENERATOR
    return lambda *_, **__: (code, "as the test says")


def main_of(descriptions):
    logging.getLogger().handlers = [logging.NullHandler()] if exporter is None else [exporter()]
    logging.getLogger().setLevel(logging.WARNING)
    results = []
    for description in descriptions:
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            os.environ["SEEN"] = f"{folder}/seen.json"
            boot = Boot(folder, description)
            for module in (main, status):
                stack.enter_context(mock.patch.object(module, "read_cfg_paths", lambda *_, **__: boot.paths))
            stack.enter_context(mock.patch.object(main, "print_exc", lambda *_: None))
            stack.enter_context(mock.patch.object(status, "uses_systemd", lambda: False))
            stack.enter_context(mock.patch.object(status, "get_bootstatus", bootstatus(description)))
            results.append(boot.run())
    return results


json.dump(main_of(json.load(sys.stdin)), sys.stdout)
