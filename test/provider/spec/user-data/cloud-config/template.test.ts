import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "../../../../../provider/spec/user-data/cloud-config.ts";

const found = async (userData: string): Promise<readonly string[]> => {
    const { problems, warnings } = await checkCloudConfig({ userData });
    return [...problems.map(({ reason }) => reason), ...warnings.map(({ reason }) => `warning: ${reason}`)];
};

const inTemplate = (text: string): Promise<readonly string[]> => found(`## template: jinja\n#cloud-config\n${text}\n`);

describe("a jinja template", () => {
    it("warns of variables that a config drive doesn't provide, with the near name", async () => {
        const lines = [
            "hostname: {{ v1.local_hostnam }}",
            "a: {{ v1.hunter2 }}",
            "b: {{ ds.metadata.uuid }}",
            "c: {{ ds.meta_data.hostnam }}",
            "d: {{ local_hostnane }} {{ hunter2 }}",
            "{% if v1.regio == 'x' and hunter2 %}e: f{% endif %}",
        ];
        expect(await inTemplate(lines.join("\n"))).toMatchInlineSnapshot(`
          [
            "warning: line 3: uses a jinja variable that cloud-init doesn't have on a config drive; did you mean "v1.local_hostname"?",
            "warning: line 4: uses a jinja variable that cloud-init doesn't have on a config drive",
            "warning: line 5: uses a jinja variable that cloud-init doesn't have on a config drive; did you mean "ds.meta_data"?",
            "warning: line 6: uses a jinja variable that cloud-init doesn't have on a config drive; did you mean "ds.meta_data.hostname"?",
            "warning: line 7: uses a jinja variable that cloud-init doesn't have on a config drive; did you mean "local_hostname"?",
            "warning: line 7: uses a jinja variable that cloud-init doesn't have on a config drive",
            "warning: line 8: uses a jinja variable that cloud-init doesn't have on a config drive; did you mean "v1.region"?",
          ]
        `);
    });

    it.each([
        "hostname: {{ v1.local_hostname }}-{{ v1['instance-id'] }}-{{ local_hostname | upper }}",
        "a: {{ ds.meta_data.meta.role }} {{ ds.meta_data.own_key }} {{ ds['meta_data']['name'] }}",
        "a: {{ ds.meta_data.public_keys.mykey }} {{ ds.network_json.links[0].id }} {{ ds.ec2_metadata.hostname }}",
        "a: {{ hunter2 | default('x') }} {% if hunter2 is defined %}{{ 1 }}{% endif %}",
        "{% set name = v1.region %}{% for key in v1.public_ssh_keys %}- {{ name }}{{ key }}{{ loop.index }}\n{% endfor %}",
        "{% for name, key in ds.meta_data.public_keys.items() %}{{ name }}{{ key.strip() }}{% endfor %}",
        "{# {{ hunter2 }} #}{% raw %}{{ .State }}{% endraw %}",
        "{% macro user(name, uid=5) %}{{ name }}{{ uid }}{% endmacro %}{{ user(name='a') }}",
        "a: {{ v1.distro in ['debian', 'ubuntu'] and not v1.region }} {{ v1.platform is string }}",
        "a: {{ merged_cfg.system_info.distro }} {{ sys_info.python }} {{ range(5) | join(',') }}",
    ])("may use %s", async (text) => {
        expect(await inTemplate(text)).toEqual([]);
    });

    it("is rejected if cloud-init would ignore it", async () => {
        expect([
            await inTemplate("a: b\nc: {{ v1.region }"),
            await found("## template: jinja\nhostname: {{ v1.local_hostname }}\n"),
            await found("## template: jinja\n{% if v1.region %}\n#cloud-config\n{% endif %}\n"),
        ]).toMatchInlineSnapshot(`
          [
            [
              "line 4: opens {{, {% or {# that isn't closed, so cloud-init ignores all of it",
            ],
            [
              "must have a header such as "#cloud-config" after "## template: jinja"; cloud-init ignores all of it",
            ],
            [],
          ]
        `);
    });

    it.each([
        ["openings", "{{".repeat(500_000)],
        ["expressions", Array.from({ length: 70_000 }, (_nothing, index) => `{{ a${index} }}`).join("\n")],
        ["raw blocks", "{% raw %}".repeat(110_000)],
        ["comments", "{#".repeat(500_000)],
        ["quotes", `{{ ${"'\"".repeat(500_000)} }}`],
        ["one name", `{{ ${"a".repeat(1_000_000)} }}`],
        ["spaces", `{{ a${" ".repeat(1_000_000)}= }}`],
        ["attributes", `{{ ${"a.".repeat(500_000)} }}`],
        ["assignments", "{% set a = 1 %}".repeat(60_000)],
    ])("is checked in time that grows with its length: %s", async (_name, text) => {
        const start = performance.now();
        expect((await inTemplate(text)).length).toBeLessThan(25);
        expect(performance.now() - start).toBeLessThan(10_000);
    });

    it("is checked in an archive, and by its declared type", async () => {
        const text = "## template: jinja\n#cloud-config\na: {{ v1.regin }}\n";
        expect(await found(`#cloud-config-archive\n${JSON.stringify([text])}`)).toMatchInlineSnapshot(`
          [
            "warning: item [0] of the archive, line 3: uses a jinja variable that cloud-init doesn't have on a config drive; did you mean "v1.region"?",
          ]
        `);
        const userData = [{ content: text, contentType: "text/jinja2" }];
        expect((await checkCloudConfig({ userData })).warnings).toHaveLength(1);
    });

    it("isn't filled in if a declared type says that it is cloud-config", async () => {
        const content = "## template: jinja\n#cloud-config\nfinal_message: '{{ v1.region }}'\n";
        const userData = [{ content, contentType: "text/cloud-config" }];
        expect((await checkCloudConfig({ userData })).warnings).toEqual([
            {
                path: "userData[0].content",
                reason: 'is a template, but its declared type keeps cloud-init from filling it in; omit the type, or declare "text/jinja2"',
            },
        ]);
    });

    it.each([
        "{{ v1.regin | d('z') }}",
        "{% filter upper %}{{ v1.region }}{% endfilter %}",
        "{% block a %}{{ v1.region }}{% endblock %}",
        "{% macro m() %}{{ varargs }}{{ caller() }}{% endmacro %}",
    ])("can use what jinja has: %s", async (code) => {
        expect(await found(`## template: jinja\n#cloud-config\nfinal_message: x ${code}\n`)).toEqual([]);
    });

    it("can use the keys that the program adds to meta_data.json", async () => {
        const userData = "## template: jinja\n#cloud-config\ntimezone: {{ ds.meta_data.device }}\n";
        expect((await checkCloudConfig({ userData })).warnings).toHaveLength(1);
        expect(await checkCloudConfig({ userData, extraMetaData: { device: "x" } })).toEqual({
            problems: [],
            warnings: [],
        });
    });

    it("isn't filled in without its header", async () => {
        expect([
            await found('#cloud-config\nruncmd: [ls]\nfinal_message: "{{ v1.local_hostname }}"\n'),
            await found("#cloud-config\nruncmd:\n- docker ps --format '{{.Names}} {{ user }}'\n# {{ v1.region }}\n"),
        ]).toMatchInlineSnapshot(`
          [
            [
              "warning: line 3: has {{ … }}, but the text doesn't start with "## template: jinja", so cloud-init doesn't fill it in",
            ],
            [],
          ]
        `);
    });
});
