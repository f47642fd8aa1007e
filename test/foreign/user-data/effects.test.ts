import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { parseSpec } from "../../../provider/spec/parse.ts";
import { checkCloudConfig } from "../../../provider/spec/user-data/cloud-config.ts";
import { cloudinitConfig } from "../../support/cloudinit-config.ts";
import { ask, isComplete } from "../support/cloud-init.ts";

interface Part {
    readonly type: string;
    readonly effect: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "effects-"));
const included = join(folder, "included");
writeFileSync(included, "#!/bin/sh\ntrue\n");

afterAll(() => rmSync(folder, { recursive: true }));

const CONTENTS: Readonly<Record<string, string>> = {
    "cloud-config": "#cloud-config\npackages: [htop]\n",
    "a script": "#!/bin/sh\ntrue\n",
    "a boot hook": "#cloud-boothook\n#!/bin/sh\ntrue\n",
    "a template": "## template: jinja\n#cloud-config\n{}\n",
    "an include": `#include\nfile://${included}\n`,
    "an archive": '#cloud-config-archive\n- "#!/bin/sh\\ntrue\\n"\n',
    "a patch": '#cloud-config-jsonp\n[{"op": "add", "path": "/a", "value": 1}]\n',
    "a part handler": "#part-handler\nimport sys\n",
    "a word": "packages: [htop]\n",
};

type Bytes = string | Uint8Array;
const b64 = (bytes: Bytes): string => Buffer.from(bytes).toString("base64");

const HEAD = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n';
const mime = (headers: string, body: Bytes): string =>
    `${HEAD}--B\n${headers}\n${Buffer.from(body).toString()}\n--B--\n`;

const WRAPS: Readonly<Record<string, (content: Bytes) => Bytes>> = {
    plain: (content) => content,
    "after a blank line": (content) => `\n${content}`,
    "after blank lines": (content) => `\n\r\n\n${content}`,
    "after two spaces": (content) => `  ${content}`,
    "with CR LF": (content) => String(content).replaceAll("\n", "\r\n"),
    "in upper case": (content) => String(content).replace(/^#[a-z]/, (start) => start.toUpperCase()),
    "in gzip": (content) => gzipSync(content),
    "in gzip, twice": (content) => gzipSync(gzipSync(content)),
    "in base64": b64,
    "in base64 of gzip": (content) => b64(gzipSync(content)),
    "in gzip of base64": (content) => gzipSync(b64(content)),
    "in MIME": (content) => mime("", content),
    "in MIME in gzip": (content) => gzipSync(mime("", content)),
    "in MIME in base64": (content) => b64(mime("", content)),
    "in MIME with CR LF": (content) => mime("", content).replaceAll("\n", "\r\n"),
    "in a cloudinit config": (content) => gzipSync(cloudinitConfig([{ content: String(content) }])),
    "in MIME after a blank line": (content) => `\n${mime("", content)}`,
    "in MIME with indentation": (content) => mime("", content).replaceAll(/^(?=.)/gm, "  "),
    "in MIME without its version": (content) => mime("", content).replace("MIME-Version: 1.0\n", ""),
    "in MIME without its last boundary": (content) => mime("", content).replace("--B--\n", ""),
    "in MIME without a boundary": (content) => mime("", content).replace('; boundary="B"', ""),
    "in MIME with another boundary": (content) => mime("", content).replaceAll("--B", "--C"),
    "in MIME without dashes": (content) => mime("", content).replaceAll("--B", "B"),
    "in MIME, after a blank line": (content) => mime("", `\n${content}`),
    "in MIME, in base64": (content) => mime("Content-Transfer-Encoding: base64\n", b64(content)),
    "in MIME, in base64 without saying so": (content) => mime("", b64(content)),
    "in MIME, in base64 twice": (content) => mime("Content-Transfer-Encoding: base64\n", b64(b64(content))),
    "in MIME, compressed": (content) =>
        mime("Content-Type: application/gzip\nContent-Transfer-Encoding: base64\n", b64(gzipSync(content))),
    "in MIME, compressed without saying so": (content) =>
        mime("Content-Transfer-Encoding: base64\n", b64(gzipSync(content))),
    "in MIME, only said to be compressed": (content) => mime("Content-Type: application/gzip\n", content),
    "in MIME as plain text": (content) => mime("Content-Type: text/plain\n", content),
    "in MIME in MIME": (content) => mime("Content-Type: multipart/mixed; boundary=C\n", `--C\n\n${content}\n--C--`),
    "in MIME in a part": (content) => mime("", mime("", content).replaceAll("--B", "--C").replace('"B"', '"C"')),
};

const CASES = Object.entries(CONTENTS).flatMap(([what, content]) =>
    Object.entries(WRAPS).map(([how, wrap]) => ({ name: `${what} ${how}`, bytes: Buffer.from(wrap(content)) })),
);

const isSaid = async (bytes: Uint8Array): Promise<boolean> => {
    const inputs = { userData: { base64: b64(bytes) } };
    const parsed = parseSpec(inputs, "83679162-1378-4288-a2d4-70e13ec132aa");
    const { problems, warnings } = await checkCloudConfig(inputs);
    const problemsToo = parsed.kind === "problems" ? parsed.problems : [];
    return [...problemsToo, ...parsed.warnings, ...problems, ...warnings].length > 0;
};

/** The header of Windows' and other systems' line ends is none of cloud-init's business: it converts them. */
const isOfOthers = (name: string): boolean => name === "a script with CR LF" || name === "a script in MIME with CR LF";

/** Other programs read other data that is compressed or in base64, of which nothing is said. */
const isAnyData = (name: string): boolean => /^a word .*(?:gzip|base64|compressed)/.test(name);

describe.skipIf(!isComplete)("user data, judged here and read by cloud-init", () => {
    it("is reported if cloud-init does nothing with a part of it, and only then", async () => {
        const answers = ask<readonly (readonly Part[] | null)[]>(
            [join(import.meta.dirname, "effects.py")],
            CASES.map(({ bytes }) => b64(bytes)),
        );
        const judged = await Promise.all(
            CASES.map(async ({ name, bytes }, index) => {
                const parts = answers[index];
                const works =
                    parts !== null && parts !== undefined && parts.length > 0 && parts.every(({ effect }) => effect);
                return { name, works, said: await isSaid(bytes), parts };
            }),
        );
        const wrong = judged.filter(({ name, works, said }) => works === said && !isOfOthers(name) && !isAnyData(name));
        expect(wrong).toEqual([]);
        expect(judged.filter(({ works }) => works).length).toBeGreaterThan(80);
        expect(judged.filter(({ works }) => !works).length).toBeGreaterThan(80);
    });
});
