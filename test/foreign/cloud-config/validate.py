"""What cloud-init's validator says of cloud-config: a JSON object with a schema and a list of texts in, a JSON list of
verdicts out. It runs on cloud-init's own code, with cloud-init's package on PYTHONPATH."""

import json
import logging
import sys

import yaml
from cloudinit.config.schema import SchemaValidationError, validate_cloudconfig_schema

logging.disable(logging.CRITICAL)


def paths_of(problems):
    return sorted({path for path, _ in problems})


def verdict(text, schema):
    try:
        config = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError):
        return {"verdict": "not YAML"}
    if config is None:
        return {"verdict": "empty"}
    if not isinstance(config, dict):
        return {"verdict": "no mapping"}
    try:
        # Deprecations don't count as errors: neither do they in `cloud-init schema`.
        validate_cloudconfig_schema(config, schema, strict=True)
    except SchemaValidationError as error:
        if error.has_errors():
            return {"verdict": "invalid", "paths": paths_of(error.schema_errors)}
        # What has merely changed is told with these.
        old = [each for each in error.schema_deprecations if "Deprecated in version" in each.message]
        return {"verdict": "valid", "deprecated": paths_of(old)}
    return {"verdict": "valid", "deprecated": []}


request = json.load(sys.stdin)
json.dump([verdict(text, request["schema"]) for text in request["texts"]], sys.stdout)
