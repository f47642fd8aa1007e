"""What PyYAML's SafeLoader makes of texts: a JSON list of texts in, a JSON list of values out. Values are written so
that JSON shows their types, and undefined is null: {"error": ...} where the text can't be read, as cloud-init sees it."""

import datetime
import json
import math
import sys

import yaml


def scalar(value):
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, int):
        try:
            return {"number": repr(float(value))}
        except OverflowError:
            return {"number": repr(math.copysign(sys.float_info.max, value))}
    if isinstance(value, float):
        return {"number": repr(value)}
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"time": value.isoformat()}
    raise TypeError(type(value).__name__)


def plain(value, seen=()):
    if any(value is each for each in seen):
        return {"recursive": True}
    inside = (*seen, value)
    if isinstance(value, dict):
        return {"map": [[scalar(key), plain(each, inside)] for key, each in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {"set": [scalar(key) for key in value]}
    if isinstance(value, tuple):
        return {"tuple": [plain(each, inside) for each in value]}
    if isinstance(value, list):
        return [plain(each, inside) for each in value]
    return scalar(value)


def load(text):
    try:
        return {"value": plain(yaml.safe_load(text))}
    # Not only YAMLError: PyYAML raises what Python does for dates, numbers and tags that don't fit.
    except Exception as error:
        return {"error": type(error).__name__}


json.dump([load(text) for text in json.load(sys.stdin)], sys.stdout)
