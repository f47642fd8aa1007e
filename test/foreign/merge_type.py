"""Merges parts of user data as cloud-init does: a MIME message in, the merged cloud-config as JSON out."""

import json
import sys

from cloudinit import handlers, helpers, user_data, util
from cloudinit.handlers.cloud_config import CloudConfigPartHandler

merged = sys.argv[1]
paths = helpers.Paths({"cloud_dir": merged, "run_dir": merged})
paths.get_ipath = lambda name=None: f"{merged}/{name}"
message = user_data.UserDataProcessor(paths).process(sys.stdin.buffer.read())
handler = CloudConfigPartHandler(paths)
known = helpers.ContentHandlers()
known.register(handler)
data = {
    "handlers": known,
    "handlerdir": merged,
    "data": None,
    "frequency": "always",
    "handlercount": 0,
    "excluded": [],
}
handler.handle_part(data, handlers.CONTENT_START, None, None, "always", {})
handlers.walk(message, handlers.walker_callback, data)
handler.handle_part(data, handlers.CONTENT_END, None, None, "always", {})
json.dump(util.load_yaml(util.load_text_file(paths.get_ipath("cloud_config"))), sys.stdout)
