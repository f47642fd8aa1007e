"""Reads a MIME message as cloud-init does, with Python's own parser: a message in, a JSON list of its parts out."""

import json
import sys
from email import message_from_bytes

message = message_from_bytes(sys.stdin.buffer.read())
parts = [
    {
        "type": part.get_content_type(),
        "charset": part.get_content_charset(),
        "filename": part.get_filename(),
        "mergeType": part.get("Merge-Type"),
        "content": part.get_payload(decode=True).decode(),
    }
    for part in message.walk()
    if not part.is_multipart()
]
json.dump({"multipart": message.is_multipart(), "defects": [str(each) for each in message.defects], "parts": parts}, sys.stdout)
