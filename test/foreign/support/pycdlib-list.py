"""Lists each ISO 9660 image named on standard input as one line of JSON: path -> SHA-256, null for directories."""

import hashlib
import io
import json
import sys

import pycdlib


def listing(iso, kind):
    found = {}
    for folder, directories, files in iso.walk(**{kind: "/"}):
        prefix = folder.rstrip("/") + "/"
        for name in directories:
            found[(prefix + name)[1:]] = None
        for name in files:
            content = io.BytesIO()
            iso.get_file_from_iso_fp(content, **{kind: prefix + name})
            found[(prefix + name)[1:]] = hashlib.sha256(content.getvalue()).hexdigest()
    return found


for line in sys.stdin:
    iso = pycdlib.PyCdlib()
    iso.open(line.rstrip("\n"))
    print(json.dumps({kind: listing(iso, kind) for kind in ("rr_path", "joliet_path", "iso_path")}))
    iso.close()
