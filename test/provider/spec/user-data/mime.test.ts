import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../../../provider/model/inputs.ts";
import { checkCloudConfig } from "../../../../provider/spec/user-data/cloud-config.ts";
import { readMessage } from "../../../../provider/spec/user-data/mime/message.ts";
import { problemsIn, warningsIn } from "../reading.ts";

const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;

const HEAD = ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="B"', ""];
const message = (...lines: readonly string[]): string => text(...HEAD, ...lines);
const CONFIG = ["--B", "Content-Type: text/cloud-config", "", "#cloud-config", "runcmd: date"];
const SCRIPT = ["--B", "Content-Type: text/x-shellscript", "", "#!/bin/sh", "true"];
const WRONG = "runcmd must be a list, not a string";

const found = async (inputs: RawInputs): Promise<readonly string[]> => {
    const { problems, warnings } = await checkCloudConfig(inputs);
    return [
        ...problems.map(({ path, reason }) => `${path}: ${reason}`),
        ...warnings.map(({ path, reason }) => `warning: ${path}: ${reason}`),
    ];
};

const said = (inputs: RawInputs): readonly string[] => [
    ...problemsIn(inputs),
    ...warningsIn(inputs).map((each) => `warning: ${each}`),
];

describe("the parts of a MIME message", () => {
    it.each<[name: string, userData: unknown, place: string]>([
        ["in a text", message(...SCRIPT, ...CONFIG, "--B--"), "part 2, line 2"],
        ["with CR LF", message(...SCRIPT, ...CONFIG, "--B--").replaceAll("\n", "\r\n"), "part 2, line 2"],
        ["after a preamble", message("This is MIME.", "", ...CONFIG, "--B--", "epilogue"), "part 1, line 2"],
        ["without the last boundary", message(...CONFIG), "part 1, line 2"],
        [
            "with headers that go on in the next line",
            text(HEAD[0] ?? "", "Content-Type: multipart/mixed;", '\tboundary="B"', "", ...CONFIG),
            "part 1, line 2",
        ],
        ["without quotes around the boundary", message(...CONFIG).replace('"B"', "B"), "part 1, line 2"],
        [
            "with a type in upper case",
            message(...CONFIG).replace("text/cloud-config", "TEXT/Cloud-Config"),
            "part 1, line 2",
        ],
        ["without a type", message("--B", "", "#cloud-config", "runcmd: date"), "part 1, line 2"],
        ["only with a type", message("--B", "Content-Type: text/cloud-config", "", "runcmd: date"), "part 1, line 1"],
        [
            "in quoted-printable",
            message("--B", "Content-Transfer-Encoding: quoted-printable", "", "#cloud=2Dconfig", "run=", "cmd:=20date"),
            "part 1, line 2",
        ],
        [
            "in a message inside a message",
            message(
                ...SCRIPT,
                "--B",
                "Content-Type: multipart/mixed; boundary=C",
                "",
                ...SCRIPT.with(0, "--C"),
                ...CONFIG.with(0, "--C"),
                "--C--",
                "--B--",
            ),
            "part 2.2, line 2",
        ],
        ["in compressed bytes", { base64: gzipSync(message(...CONFIG)).toString("base64") }, "part 1, line 2"],
        [
            "in a compressed part",
            message(
                "--B",
                "Content-Type: application/gzip",
                "Content-Transfer-Encoding: base64",
                "",
                gzipSync("#cloud-config\nruncmd: date\n").toString("base64"),
            ),
            "part 1, line 2",
        ],
        [
            "in a message that is one part",
            text("MIME-Version: 1.0", "Content-Type: text/cloud-config", "", "runcmd: date"),
            "line 1",
        ],
    ])("are checked like a text: %s", async (_name, userData, place) => {
        expect(await found({ userData })).toEqual([`userData: ${place}: ${WRONG}`]);
        expect(said({ userData })).toEqual([]);
    });

    it("are checked in vendor data", async () => {
        const vendorData = { "cloud-init": [message(...CONFIG)] };
        expect(await found({ vendorData })).toEqual([`vendorData["cloud-init"][0]: part 1, line 2: ${WRONG}`]);
    });

    it("have the same rules about their beginning as a text", () => {
        const part = (...lines: readonly string[]): string => message(...SCRIPT, "--B", ...lines, "--B--");
        expect(said({ userData: part("", "key: value") })).toEqual([
            'warning: userData: part 2 doesn\'t start with a header guests recognise, e.g. "#cloud-config" or "#!/bin/sh"; cloud-init would ignore it',
        ]);
        expect(said({ userData: part("", "# cloud-config") })).toEqual([
            'userData: part 2 starts with "# cloud-config", so guests ignore all of it; write "#cloud-config" without the space',
        ]);
        expect(said({ userData: part("", "\uFEFF#cloud-config") })).toContain(
            "userData: part 2 starts with a byte order mark, so guests don't recognise it; save it as UTF-8 without one",
        );
        expect(said({ userData: part("Content-Type: text/x-shellscript", "", " #!/bin/sh") })).toEqual([
            'userData: part 2 has white space before "#!", so guests can\'t run the script; remove it',
        ]);
        expect(said({ userData: part("Content-Type: text/x-ours", "", "anything") })).toEqual([]);
    });

    it.each([
        ["é", "latin characters"],
        ["€", "others"],
    ])("are garbled if they aren't ASCII and not encoded: %s", (word) => {
        const garbled =
            'warning: userData: part 1 has characters outside ASCII, which cloud-init garbles in MIME, or it drops the part; encode the part and add "Content-Transfer-Encoding: base64"';
        const config = `#cloud-config\nfinal_message: ${word}`;
        const encoded = Buffer.from(config).toString("base64");
        expect(
            said({ userData: message("--B", "Content-Type: text/cloud-config; charset=utf-8", "", config) }),
        ).toEqual([garbled]);
        expect(said({ userData: message("--B", "Content-Transfer-Encoding: base64", "", encoded) })).toEqual([]);
        expect(said({ userData: `${config} # MIME-Version: 1.0\n` })).toEqual([
            'warning: userData: contains "MIME-Version:" near its start, so cloud-init reads it as a MIME message and garbles characters outside ASCII; remove these words or pass only ASCII',
        ]);
        expect(said({ userData: `#!/bin/sh\ncat <<'E'\nMIME-Version: 1.0\n\nhi\nE\n` })).toEqual([]);
    });
});

describe("a MIME message in which guests find nothing", () => {
    const NOTHING = "so guests find nothing in it";
    const BOUNDARY = `is a MIME message in which no line is its boundary, ${NOTHING}; start each part with a line of two dashes and the boundary`;

    it.each<[name: string, userData: unknown, reason: string]>([
        ["boundaries without dashes", message("B", "", "#cloud-config", "B"), BOUNDARY],
        ["another boundary", message(...CONFIG.with(0, "--C")), BOUNDARY],
        ["only the last boundary", message("--B--"), BOUNDARY],
        ["nothing after its headers", message(), BOUNDARY],
        ["boundaries that are indented", message(...CONFIG.with(0, "  --B")), BOUNDARY],
        [
            "no boundary",
            message(...CONFIG).replace('; boundary="B"', ""),
            `is a MIME message without a boundary, ${NOTHING}; add one to its Content-Type: multipart/mixed; boundary="…"`,
        ],
        [
            "a blank line before it",
            `\n${message(...CONFIG)}`,
            `has white space before its MIME headers, ${NOTHING}; remove it`,
        ],
        [
            "indentation",
            message(...CONFIG).replaceAll(/^(?=.)/gm, "    "),
            `has white space before its MIME headers, ${NOTHING}; remove it`,
        ],
    ])("is rejected: %s", (_name, userData, reason) => {
        expect(said({ userData })).toEqual([`userData: ${reason}`]);
        expect(said({ userData, strictUserData: false })).toEqual([`warning: userData: ${reason}`]);
        expect(said({ userData, metadataVersions: [] }).filter((each) => each.includes(reason))).toEqual([]);
    });

    it.each<[name: string, userData: string]>([
        ["no MIME-Version", message(...CONFIG).replace("MIME-Version: 1.0\n", "")],
        [
            "MIME-Version after 4096 bytes",
            message(...CONFIG)
                .replace("MIME-Version: 1.0\n", "")
                .replace("\n\n", `\nX: ${"x".repeat(5000)}\nMIME-Version: 1.0\n\n`),
        ],
    ])("is reported where only cloud-init finds nothing: %s", (_name, userData) => {
        expect(said({ userData })).toEqual([
            'warning: userData: is a MIME message without MIME-Version at its start, so cloud-init finds nothing in it; add "MIME-Version: 1.0" as its first line',
        ]);
    });

    it("is rejected inside a message, by its place", () => {
        const inner = ["--B", "Content-Type: multipart/mixed; boundary=C", "", "nothing"];
        expect(said({ userData: message(...SCRIPT, ...inner, "--B--") })).toEqual([`userData: part 2 ${BOUNDARY}`]);
    });

    it("is rejected in a part, which isn't read again", () => {
        const reason = "is a MIME message inside a part, which guests don't read; move its parts to the outer message";
        expect(said({ userData: [{ content: message(...CONFIG) }] })).toEqual([`userData[0].content: ${reason}`]);
        expect(said({ userData: message("--B", "", ...HEAD, "--C", "--B--") })).toEqual([`userData: part 1 ${reason}`]);
    });

    it("is rejected if a part isn't compressed although it says so", () => {
        const userData = message(...SCRIPT, "--B", "Content-Type: application/gzip", "", "#!/bin/sh", "--B--");
        expect(said({ userData })).toEqual([
            "userData: part 2 is declared as gzip data but isn't, so cloud-init fails and reads none of the user data; set its Content-Type",
        ]);
    });
});

describe("readMessage", () => {
    it("gives up on more levels or parts than any real message has", async () => {
        const boundary = (level: number): string =>
            `Content-Type: multipart/mixed; boundary=B${level}\n\n--B${level}\n`;
        const deep = Array.from({ length: 50 }, (_, level) => boundary(level)).join("");
        expect(readMessage(deep)).toBeUndefined();
        expect(readMessage(`${boundary(0)}\n`.repeat(1) + "x\n--B0\n".repeat(1001))).toBeUndefined();
        expect(await found({ userData: `MIME-Version: 1.0\n${deep}` })).toEqual([
            "warning: userData: has too many MIME parts, so it isn't checked against cloud-init's schema",
        ]);
        expect(said({ userData: `MIME-Version: 1.0\n${deep}` })).toEqual([]);
    });

    it.each([
        ["empty lines", "\n".repeat(4_000_000)],
        ["boundaries", "--B\n".repeat(900_000)],
        ["quotes", `x: ${'"'.repeat(2_000_000)}`],
        ["folded headers", " a\n".repeat(1_000_000)],
        ["parameters", ';a="'.repeat(500_000)],
    ])("takes time that grows with the size only: %s", (_name, body) => {
        const start = performance.now();
        readMessage(`Content-Type: multipart/mixed; boundary=B${body}\n\n--B\n${body}`);
        readMessage(`Content-Type: multipart/mixed; boundary=B\n\n--B\n${body}`);
        expect(performance.now() - start).toBeLessThan(10_000);
    });
});
