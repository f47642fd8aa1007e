"""The authorized_keys that cloud-init writes: a JSON list of a drive's public_keys in, a JSON list of texts out.

It runs cloud-init's own code, with its package on PYTHONPATH, and writes no file.
"""

import json
import logging
import sys

from cloudinit import ssh_util
from cloudinit.sources import normalize_pubkey_data

logging.disable(logging.CRITICAL)


def authorized(public_keys):
    parser = ssh_util.AuthKeyLineParser()
    entries = [parser.parse(str(key)) for key in normalize_pubkey_data(public_keys)]
    return ssh_util.update_authorized_keys([], entries)


json.dump([authorized(public_keys) for public_keys in json.load(sys.stdin)], sys.stdout)
