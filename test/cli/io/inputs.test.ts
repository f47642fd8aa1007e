import { describe, expect, it } from "vitest";
import { Folder, run } from "../harness.ts";

const YAML = `hostname: web-1.example.org
publicKeys:
  ops: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM
userData: |
  #cloud-config
  timezone: Europe/Zurich
`;
const JSON_TEXT = JSON.stringify({
    hostname: "web-1.example.org",
    publicKeys: { ops: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtC7VSfNHT4FWjlGPbFxDTSZ3rhu9rSSSvbYMbnJHwM" },
    userData: "#cloud-config\ntimezone: Europe/Zurich\n",
});

/** The problems of a document under a name. */
const checked = async (name: string, document: string | Uint8Array): Promise<readonly string[]> => {
    using folder = new Folder();
    const path = folder.file(name, document);
    const { code, err } = await run(["check", path]);
    expect(code).toBe(err.length === 0 ? 0 : 1);
    return err.map((line) => line.replace(`${path}: `, ""));
};

describe("inputs", () => {
    it("give the same image in YAML and in JSON, from files and from standard input", async () => {
        using folder = new Folder();
        const { bytes: expected } = await run(["build", "-", "-o", "-"], JSON_TEXT);
        expect(expected.length).toBeGreaterThan(0);
        const sources: readonly (readonly [string, string?])[] = [
            [folder.file("a.yaml", YAML)],
            [folder.file("a.yml", YAML)],
            [folder.file("a", YAML)],
            [folder.file("json.yaml", JSON_TEXT)],
            ["-", YAML],
        ];
        for (const [path, stdin] of sources) {
            const { bytes, err } = await run(["build", path, "-o", "-"], stdin);
            expect(err).toEqual([]);
            expect(Buffer.compare(bytes, expected)).toBe(0);
        }
    });

    it.each([
        ["inputs.json", "hostname: web\n", "isn't JSON: unexpected text at line 1, column 1"],
        ["inputs.json", '{ "hostname": "web", }', "isn't JSON: expected a key in double quotes at line 1, column 22"],
        ["inputs", '{ "hostname": "web", }', "isn't JSON: expected a key in double quotes at line 1, column 22"],
        ["inputs", "", "isn't JSON: expected a value at line 1, column 1"],
        ["inputs.yaml", "- a\n", "must be an object, not a list"],
        ["inputs.yaml", "", "must be an object, not null"],
        ["inputs.yaml", "hostname: 2020-01-01\n", "hostname is a date; put it in quotes"],
        ["inputs.yaml", "meta:\n  size: .inf\n", "meta.size is a number that isn't finite"],
        ["inputs.yaml", "hostname: a\nhostname: b\n", "isn't YAML: line 2, column 1: the key exists twice"],
        ["inputs.yaml", "x".repeat(2 ** 20 + 1), "is YAML of more than 1 MiB; write it as JSON"],
    ])("are refused by the place of the mistake: %s", async (name, document, reason) => {
        expect(await checked(name, document)).toEqual([reason]);
    });

    it("are refused in YAML by the line of a mistake, without its text", async () => {
        const [reason, ...others] = await checked("inputs.yaml", "hostname: web\n canary: [\n");
        expect(others).toEqual([]);
        expect(reason).toMatch(/^isn't YAML: line [23], column \d+: /);
        expect(reason).not.toContain("canary");
    });

    it("can't hide many values behind aliases", async () => {
        const levels = Array.from(
            { length: 9 },
            (_, level) => `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`,
        );
        const bomb = ["l0: &l0 [x,x,x,x,x,x,x,x,x]", ...levels.slice(1)].join("\n");
        expect(await checked("inputs.yaml", bomb)).toEqual([
            "has more than 50000 values once its aliases are expanded",
        ]);
    });

    it("are told from images", async () => {
        using folder = new Folder();
        const { code, err } = await run(["check", folder.image("drive.iso", [])]);
        expect(code).toBe(1);
        expect(err).toEqual([
            expect.stringMatching(/isn't JSON or YAML, but a binary file; config-drive inspect shows images$/),
        ]);
    });
});
