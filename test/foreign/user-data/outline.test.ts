import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outlineOf } from "../../../provider/view/user-data/outline.ts";
import { SEED } from "../../support/seed.ts";
import { ask, isComplete } from "../support/cloud-init.ts";

interface Theirs {
    readonly files: readonly {
        readonly path: string;
        readonly error?: true;
        readonly size?: number | undefined;
        readonly mode?: string;
        readonly owner?: string;
    }[];
    readonly packages: readonly string[];
    readonly users: readonly string[];
}

/** As YAML has them: each says something else to Python. */
const permissions = fc.constantFrom(
    ...["0644", "'0644'", '"0644"', "644", "'644'", "0o644", "'0o644'", "'0O600'", "420", "0x1a4", "0b110100100"],
    ...[
        "'0'",
        "0",
        "''",
        "null",
        "true",
        "'7_5_5'",
        "'0o_755'",
        "' 0600 '",
        "u=rw",
        "'0999'",
        "1.5e2",
        "04755",
        "'1777'",
    ],
);

const owner = fc.constantFrom(
    "root:root",
    "ops",
    "'ops:'",
    "':ops'",
    "ops:adm",
    "none:adm",
    "'-1:adm'",
    "'1000:1000'",
    "null",
    "''",
);

const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));

const quoted = (text: string): string => JSON.stringify(text);

const printable = fc.constantFrom(..."abc 019", "\n", "\t", "é", "ÿ", "🙂", '"', "\\");

const content = fc.oneof(
    fc.string({ unit: printable, maxLength: 20 }).map((text) => `content: ${quoted(text)}`),
    bytes.map((each) => `encoding: b64\n    content: ${each.toString("base64")}`),
    bytes.map((each) => `encoding: gz+b64\n    content: ${quoted(gzipSync(each).toString("base64"))}`),
    bytes.map((each) => `encoding: gzip\n    content: !!binary ${gzipSync(each).toString("base64")}`),
    fc.constantFrom(
        "encoding: b64",
        "encoding: gzip\n    content: !!binary ''",
        "encoding: other\n    content: abc",
        "append: true\n    content: |\n      two\n      lines",
    ),
);

const name = fc.constantFrom("/etc/a", "/etc/../b", "/x/y z", "relative/path", "/é", "/trailing/");

const lineOf = (key: string, value: string | undefined): string =>
    value === undefined ? "" : `\n    ${key}: ${value}`;

const file = fc
    .tuple(
        name,
        fc.option(permissions, { nil: undefined }),
        fc.option(owner, { nil: undefined }),
        fc.option(content, { nil: undefined }),
    )
    .map(
        ([path, mode, own, what]) =>
            `  - path: ${path}${lineOf("permissions", mode)}${lineOf("owner", own)}${what === undefined ? "" : `\n    ${what}`}`,
    );

const packageName = fc.constantFrom(
    "htop",
    "jq",
    "libc6:i386",
    "vim=2:9.0",
    "kernel-5.14",
    "nginx/stable",
    "@development",
    "a.b+c",
);
const versioned = fc
    .tuple(packageName, fc.constantFrom("1.0", "latest/edge", "2:1.0~rc1", ""))
    .map((pair) => [...pair]);
const packageItem = fc.oneof(
    packageName,
    versioned,
    fc.array(fc.oneof(packageName, versioned), { maxLength: 3 }).map((apt) => ({ apt })),
    fc.array(fc.oneof(packageName, versioned), { maxLength: 3 }).map((snap) => ({ snap })),
);
const packages = fc.oneof(packageName, fc.array(packageItem, { maxLength: 4 }));

const userName = fc.constantFrom("ops", "dev", "web-1", "a_b", "default");
const userNames = fc.array(userName, { minLength: 1, maxLength: 3 }).map((names) => names.join(","));
const users = fc.oneof(
    userNames,
    fc.array(
        fc.oneof(
            userNames,
            fc.array(userName, { maxLength: 2 }),
            userName.map((each) => ({ name: each, lock_passwd: true })),
            fc.constant({ shell: "/bin/sh" }),
        ),
        { maxLength: 4 },
    ),
    fc.dictionary(userName, fc.constantFrom<unknown>(true, false, "yes", "no", "1", 1, 0, { shell: "/bin/sh" }), {
        maxKeys: 4,
    }),
);
const user = fc.constantFrom<unknown>("ops", "", { name: "dev" }, { shell: "/bin/sh" }, null);

const config = fc
    .record({ files: fc.array(file, { minLength: 1, maxLength: 3 }), packages, users, user }, { requiredKeys: [] })
    .map(({ files, ...others }) =>
        [
            ...Object.entries(others).map(([key, value]) => `${key}: ${JSON.stringify(value)}`),
            ...(files === undefined ? [] : ["write_files:", ...files]),
            "x: 1",
        ].join("\n"),
    );

const oursOf = (text: string): Theirs => {
    const { files, packages, users } = outlineOf({ userData: `#cloud-config\n${text}\n` }, false);
    return {
        files: files.map(({ source, digest: _digest, ...each }) =>
            source === "write_files" ? each : { path: "of another source" },
        ),
        packages: [...packages].sort(),
        users: [...users].sort(),
    };
};

describe.skipIf(!isComplete)("what a cloud-config makes a guest do, by this package and by cloud-init", () => {
    const samples = isComplete ? fc.sample(config, { numRuns: 1500, seed: SEED }) : [];
    const theirs = isComplete ? ask<readonly Theirs[]>([join(import.meta.dirname, "outline.py")], samples) : [];

    it(`is the same packages and users, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const without = ({ packages, users }: Theirs): unknown => ({ packages, users });
        const different = samples
            .map((text, index) => ({ text, ours: oursOf(text), theirs: theirs[index] }))
            .filter(({ ours, theirs }) => JSON.stringify(without(ours)) !== JSON.stringify(theirs && without(theirs)));
        expect(different.slice(0, 3)).toEqual([]);
        expect(theirs.filter(({ packages }) => packages.length > 1).length).toBeGreaterThan(100);
        expect(theirs.filter(({ users }) => users.length > 1).length).toBeGreaterThan(100);
    });

    it(`is the same files with the mode, the owner and the size that cloud-init gives them, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const different = samples.flatMap((text, index) => {
            const expected = theirs[index]?.files ?? [];
            // Of a file that cloud-init can't write, only the path is known.
            const ours = oursOf(text).files.map((own, at) =>
                expected[at]?.error ? { path: own.path, error: true } : own,
            );
            return isDeepStrictEqual(ours, expected) ? [] : [{ text, ours, expected }];
        });
        expect(different.slice(0, 3)).toEqual([]);
        expect(theirs.flatMap(({ files }) => files).filter(({ error }) => !error).length).toBeGreaterThan(500);
    });
});
