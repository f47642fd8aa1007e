"""What cloud-init does with user data: a JSON list of base64 texts in, a JSON list of the parts it finds in each out.

Each part has its type and whether it has an effect: a script runs, a template is rendered, a cloud-config is read. An
error that ends the reading of all parts is null instead. It runs on cloud-init's own code, with its package on
PYTHONPATH; the texts are this repository's, and their scripts do nothing.
"""

import base64
import json
import logging
import os
import sys
import tempfile
import time

from cloudinit import helpers, subp, templater, user_data, util
from cloudinit.handlers.boot_hook import BootHookPartHandler
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.handlers.shell_script import ShellScriptPartHandler

logging.disable(logging.CRITICAL)
# It tries an address that can't be fetched ten times, a second apart.
time.sleep = lambda seconds: None



def runs(path):
    try:
        subp.subp([path])
        return True
    except subp.ProcessExecutionError:
        return False


def written_by(handler, folder, payload):
    handler.script_dir = folder
    handler.boothook_dir = folder
    if isinstance(handler, BootHookPartHandler):
        return handler._write_part(payload, "part")
    handler.handle_part(None, "text/x-shellscript", "part", payload, "always")
    return os.path.join(folder, "part")


def patches(payload, paths):
    handler = CloudConfigPartHandler(paths)
    handler.cloud_buf = {}
    try:
        handler._merge_patch(payload)
    except ValueError:
        return False
    return handler.cloud_buf == {"a": 1}


def has_effect(kind, payload, paths):
    folder = tempfile.mkdtemp(dir=paths.run_dir)
    if kind == "text/x-shellscript":
        return runs(written_by(ShellScriptPartHandler(paths), folder, payload))
    if kind == "text/cloud-boothook":
        return runs(written_by(BootHookPartHandler(paths, None), folder, payload))
    if kind == "text/jinja2":
        return templater.detect_template(payload)[0] == "jinja"
    if kind == "text/cloud-config":
        return isinstance(util.load_yaml(payload), dict)
    if kind == "text/cloud-config-jsonp":
        return patches(payload, paths)
    return kind == "text/part-handler"


def parts_of(blob, paths):
    try:
        message = user_data.UserDataProcessor(paths).process(blob)
    except Exception:
        return None
    return [
        {"type": part.get_content_type(), "effect": has_effect(part.get_content_type(), util.fully_decoded_payload(part), paths)}
        for part in message.walk()
        if part.get_content_maintype() != "multipart"
    ]


with tempfile.TemporaryDirectory() as folder:
    paths = helpers.Paths({"cloud_dir": folder, "run_dir": folder})
    paths.get_ipath = lambda name=None: f"{folder}/{name}"
    paths.get_ipath_cur = lambda name=None: f"{folder}/{name}"
    json.dump([parts_of(base64.b64decode(text), paths) for text in json.load(sys.stdin)], sys.stdout)
