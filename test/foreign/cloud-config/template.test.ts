import { describe, expect, it } from "vitest";
import { fieldOf } from "../../../provider/spec/json.ts";
import { NAMES } from "../../../provider/spec/user-data/cloud-config/jinja-names.ts";
import { checkTemplate } from "../../../provider/spec/user-data/cloud-config/template.ts";
import { findCloudInit, renderAll } from "./cloud-init.ts";

const cloudInit = findCloudInit();

const HEAD = "## template: jinja\n#cloud-config\n";

const TEMPLATES: readonly string[] = [
    ...["{{ v1.local_hostname }}", "{{ local_hostname }}", "{{ v1.hostname }}", "{{ hostname }}", "{{ v1['region'] }}"],
    ...[
        "{{ ds.meta_data.uuid }}",
        "{{ ds.meta_data.local_hostname }}",
        "{{ ds.meta_data.hostnam }}",
        "{{ ds.metadata.uuid }}",
    ],
    ...[
        "{{ ds.meta_data.meta.role }}",
        "{{ ds.network_json.links }}",
        "{{ ds.network_jsom }}",
        "{{ sys_info.python }}",
    ],
    ...["{{ hunter2 | default('x') }}", "{% if hunter2 is defined %}a{% endif %}", "{% set a = v1.region %}{{ a }}"],
    ...["{% for key in v1.public_ssh_keys %}{{ key }}{{ loop.index }}{% endfor %}", "{# {{ hunter2 }} #}"],
    ...[
        "{% raw %}{{ .State }}{% endraw %}",
        "{%- raw -%}{{ x }}{%- endraw -%}",
        "{% raw %}{{ x }}",
        "$\u007b#array}",
        "{{ v1.x",
    ],
    ...[
        "{% if v1.region == 'hunter2' %}a{% else %}b{% endif %}",
        "{{ range(3) | join(',') }}",
        "{{ '{{ x }}' }}",
        "{{ {'a': 1} }}",
    ],
    ...[
        "{% macro user(name, uid=5) %}{{ name }}{{ uid }}{% endmacro %}{{ user(name='a') }}",
        "{{ v1.distro in ['a'] }}",
    ],
    ...[
        "{{ v1.platform is string }}",
        "{{ not v1.region }}",
        "{{ v1.region ~ v1.regin }}",
        "{{ 5 }}",
        "a: b",
        "{{ 1 + x1 }}",
    ],
];

const ours = (template: string): string => {
    const { problems, warnings } = checkTemplate(template, []);
    if (problems.length > 0) return "unreadable";
    return warnings.length > 0 ? "lacking" : "filled in";
};

describe.skipIf(cloudInit === undefined)("a jinja template", () => {
    const result: unknown =
        cloudInit &&
        renderAll(
            cloudInit,
            TEMPLATES.map((each) => HEAD + each),
        );

    it("has the standardised variables of the newest cloud-init", () => {
        const names: unknown = fieldOf(result, "names");
        const theirs = Array.isArray(names) ? names.map((name) => String(name).replaceAll("-", "_")) : [];
        expect([...new Set(theirs)].toSorted()).toEqual(NAMES.find(({ prefix }) => prefix === "v1.")?.names.toSorted());
    });

    it("is filled in, lacks a variable or can't be read as cloud-init says", () => {
        const verdicts: unknown = fieldOf(result, "verdicts");
        const theirs = Array.isArray(verdicts) ? verdicts.map(String) : [];
        expect(TEMPLATES.map((each) => [each, ours(HEAD + each)])).toEqual(
            TEMPLATES.map((each, index) => [each, theirs[index]]),
        );
        expect(new Set(theirs)).toEqual(new Set(["filled in", "lacking", "unreadable"]));
    });
});
