"""What cloud-init's own code says of jinja templates: a JSON list of templates in; out, a JSON object with the names of
its standardised variables and, for each template, whether it is filled in, lacks a variable or can't be read."""

import inspect
import json
import logging
import re
import sys

from cloudinit import sources
from cloudinit.handlers.jinja_template import JinjaSyntaxParsingException, render_jinja_payload

logging.disable(logging.CRITICAL)

code = inspect.getsource(sources.DataSource._get_standardized_metadata)
names = sorted(set(re.findall(r'"([\w-]+)":', code)) - {"v1"})
text = {name: "x" for name in names}
meta = {"uuid": "x", "hostname": "x", "local-hostname": "x", "meta": {"role": "x"}, "public_keys": {"k": "x"}}
drive = {"meta_data": meta, "network_json": {"links": []}, "ec2_metadata": {}, "_doc": "x"}
data = {"v1": {**text, "public_ssh_keys": ["x"]}, "ds": drive, "sys_info": {"python": "x"}, "merged_cfg": {}}


def verdict(template):
    try:
        rendered = render_jinja_payload(template, "part", data)
    except JinjaSyntaxParsingException:
        return "unreadable"
    return "lacking" if rendered is None or "CI_MISSING_JINJA_VAR" in rendered else "filled in"


json.dump({"names": names, "verdicts": [verdict(each) for each in json.load(sys.stdin)]}, sys.stdout)
