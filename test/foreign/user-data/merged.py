"""What cloud-init makes of the cloud-configs of a drive: a JSON list of [user data, vendor data] in, each a MIME message,
a JSON list of the merged configs out. It runs cloud-init's own code, with its package on PYTHONPATH."""

import json
import logging
import os
import sys
import tempfile

from cloudinit import handlers, helpers, user_data, util
from cloudinit.handlers.cloud_config import CloudConfigPartHandler

logging.disable(logging.CRITICAL)


def merged(message, folder):
    paths = helpers.Paths({"cloud_dir": folder, "run_dir": folder})
    paths.get_ipath = lambda name=None: os.path.join(folder, name)
    handler = CloudConfigPartHandler(paths)
    known = helpers.ContentHandlers()
    known.register(handler)
    data = {
        "handlers": known,
        "handlerdir": folder,
        "data": None,
        "frequency": "always",
        "handlercount": 0,
        "excluded": [],
    }
    handler.handle_part(data, handlers.CONTENT_START, None, None, "always", {})
    handlers.walk(user_data.UserDataProcessor(paths).process(message.encode()), handlers.walker_callback, data)
    handler.handle_part(data, handlers.CONTENT_END, None, None, "always", {})
    return util.load_yaml(util.load_text_file(paths.get_ipath("cloud_config")))


def drive(messages):
    found = []
    for message in messages:
        with tempfile.TemporaryDirectory() as folder:
            found.append(merged(message, folder))
    return util.mergemanydict(found)


json.dump([drive(messages) for messages in json.load(sys.stdin)], sys.stdout)
