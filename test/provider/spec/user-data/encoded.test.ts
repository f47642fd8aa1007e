import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RawInputs } from "../../../../provider/model/inputs.ts";
import { problemsIn, warningsIn } from "../reading.ts";

const CONFIG = "#cloud-config\npackages: [htop]\n";
const IGNITION = '{"ignition":{"version":"3.4.0"}}';

type Content = string | Uint8Array;
const b64 = (content: Content): string => Buffer.from(content).toString("base64");
const gz = (content: Content): Uint8Array => gzipSync(content);
const wrapped = (text: string): string => text.replaceAll(/.{76}/g, "$&\n");

const message = (...headersAndBody: readonly string[]): string =>
    [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="B"',
        "",
        "--B",
        ...headersAndBody,
        "--B--",
        "",
    ].join("\n");

const IS = "which guests don't decode;";
const BYTES = "pass { base64: … } for the bytes";
const TEXT = `${BYTES}, or the text itself`;
const ADD = 'add "Content-Transfer-Encoding: base64"';

describe("an encoding that guests don't undo", () => {
    it.each<[name: string, inputs: RawInputs, warning: string]>([
        ["base64 of a script", { userData: b64("#!/bin/sh\ntrue\n") }, `userData: is base64, ${IS} ${TEXT}`],
        ["base64 in lines", { userData: wrapped(b64(CONFIG.repeat(9))) }, `userData: is base64, ${IS} ${TEXT}`],
        ["base64 of MIME", { userData: b64(message("", "#!/bin/sh")) }, `userData: is base64, ${IS} ${TEXT}`],
        [
            "base64 of Talos",
            { userData: b64("version: v1alpha1\nmachine: {}\n") },
            `userData: is base64, ${IS} ${TEXT}`,
        ],
        ["base64 of gzip", { userData: b64(gz(CONFIG)) }, `userData: is base64 of gzip data, ${IS} ${BYTES}`],
        [
            "base64 of gzip of MIME",
            { userData: b64(gz(message("", "#!/bin/sh"))) },
            `userData: is base64 of gzip data, ${IS} ${BYTES}`,
        ],
        [
            "base64 of base64",
            { userData: b64(b64(CONFIG)) },
            `userData: is base64 of base64, ${IS} encode it only once and pass { base64: … }`,
        ],
        [
            "base64 in bytes",
            { userData: { base64: b64(b64(CONFIG)) } },
            `userData: is base64 of base64, ${IS} encode it only once`,
        ],
        [
            "base64 of gzip in bytes",
            { userData: { base64: b64(b64(gz(CONFIG))) } },
            `userData: is base64 of base64 of gzip data, ${IS} encode it only once`,
        ],
        [
            "base64 in gzip",
            { userData: { base64: b64(gz(b64(CONFIG))) } },
            `userData: is gzip data of base64, ${IS} use the text itself`,
        ],
        [
            "gzip in gzip",
            { userData: { base64: b64(gz(gz(CONFIG))) } },
            "userData: is gzip data inside gzip data, and guests decompress it only once; compress it only once",
        ],
        [
            "base64 in a part",
            { userData: [{ content: "#!/bin/sh\n" }, { content: b64(CONFIG) }] },
            `userData[1].content: is base64, ${IS} use the text itself`,
        ],
        [
            "base64 of gzip in a part with a declared type",
            { userData: [{ content: b64(gz("#!/bin/sh\n")), contentType: "text/x-shellscript" }] },
            `userData[0].content: is base64 of gzip data, ${IS} use the text itself`,
        ],
        [
            "base64 in vendor data",
            { vendorData: { "cloud-init": b64(CONFIG) } },
            `vendorData["cloud-init"]: is base64, ${IS} use the text itself`,
        ],
        [
            "base64 in a list of vendor data",
            { vendorData2: { "cloud-init": ["#!/bin/sh\n", b64(gz(CONFIG))] } },
            `vendorData2["cloud-init"][1]: is base64 of gzip data, ${IS} use the text itself`,
        ],
        [
            "base64 in MIME without a transfer encoding",
            {
                userData: message(
                    "Content-Type: text/cloud-config",
                    "",
                    CONFIG,
                    "--B",
                    "Content-Type: text/plain",
                    "",
                    b64("#!/bin/sh\ntrue\n"),
                ),
            },
            `userData: part 2 is base64, ${IS} ${ADD} to the part`,
        ],
        [
            "base64 of gzip in MIME without a transfer encoding",
            { userData: message("", b64(gz(CONFIG))) },
            `userData: part 1 is base64 of gzip data, ${IS} ${ADD} and "Content-Type: application/gzip" to the part`,
        ],
        [
            "base64 twice in MIME",
            { userData: message("Content-Transfer-Encoding: base64", "", b64(b64(CONFIG))) },
            `userData: part 1 is base64 of base64, ${IS} encode it only once`,
        ],
        [
            "a transfer encoding with a space after it",
            { userData: message("Content-Transfer-Encoding: base64 ", "", b64(CONFIG)) },
            `userData: part 1 is base64, ${IS} ${ADD} to the part`,
        ],
        [
            "gzip in MIME without its type",
            {
                userData: message(
                    "Content-Transfer-Encoding: base64",
                    "Content-Type: text/cloud-config",
                    "",
                    b64(gz(CONFIG)),
                ),
            },
            'userData: part 1 is gzip data, which guests only decompress in a part with "Content-Type: application/gzip"; set that type',
        ],
    ])("is reported: %s", (_name, inputs, warning) => {
        expect([problemsIn(inputs), warningsIn(inputs)]).toEqual([[], [warning]]);
    });

    it.each<[inputs: RawInputs, warning: string]>([
        [
            { userData: b64(gz(IGNITION)) },
            `userData: is base64 of gzip data, ${IS} use the text itself, since Ignition doesn't decompress either`,
        ],
        [
            { userData: { base64: b64(gz(IGNITION)) } },
            "userData: is gzip data of an Ignition config, and Ignition doesn't decompress it; use the text itself",
        ],
        [
            { userData: [{ content: IGNITION }] },
            "userData[0].content: is an Ignition config in a MIME message, which Ignition doesn't read; set userData to the config alone",
        ],
        [
            { userData: message("Content-Type: application/json", "", IGNITION) },
            "userData: part 1 is an Ignition config in a MIME message, which Ignition doesn't read; set userData to the config alone",
        ],
        [
            { vendorData: { "cloud-init": IGNITION } },
            'vendorData["cloud-init"]: is an Ignition config, and Ignition doesn\'t read vendor data; set userData to it',
        ],
    ])("is reported for Ignition, which undoes none: %j", (inputs, warning) => {
        expect([problemsIn(inputs), warningsIn(inputs)]).toEqual([[], [warning]]);
    });

    it.each<[name: string, inputs: RawInputs]>([
        ["an Ignition config in bytes", { userData: { base64: b64(IGNITION) } }],
        ["bytes", { userData: { base64: b64(CONFIG) } }],
        ["compressed bytes", { userData: { base64: b64(gz(CONFIG)) } }],
        ["a compressed message", { userData: { base64: b64(gz(message("", CONFIG))) } }],
        ["a part in base64", { userData: message("Content-Transfer-Encoding: BASE64", "", b64(CONFIG)) }],
        [
            "a compressed part",
            {
                userData: message(
                    "Content-Type: application/x-gzip",
                    "Content-Transfer-Encoding: base64",
                    "",
                    b64(gz(CONFIG)),
                ),
            },
        ],
        ["base64 of something else", { userData: b64("nothing that any guest reads") }],
        ["base64 of an archive, as PAN-OS requires", { userData: b64(gz(Buffer.alloc(2048, 0))) }],
        ["base64 of damaged gzip", { userData: b64(gz(CONFIG).subarray(0, 25)) }],
        [
            "a part for a handler of the user's own",
            { userData: [{ content: b64(CONFIG), contentType: "text/x-ours" }] },
        ],
        ["a content on no drive", { userData: b64(CONFIG), metadataVersions: [] }],
    ])("isn't there, or is undone: %s", (_name, inputs) => {
        const own = (reason: string): boolean => !reason.includes("metadataVersions");
        expect([problemsIn(inputs).filter(own), warningsIn(inputs).filter(own)]).toEqual([[], []]);
    });

    it("is looked for in bounded time and memory", () => {
        let nested: Content = CONFIG;
        for (let depth = 0; depth < 30; depth++) nested = gz(nested);
        const bomb = gz(gz(Buffer.alloc(64 * 1024 * 1024)));
        for (const base64 of [b64(nested), b64(bomb)]) expect(warningsIn({ userData: { base64 } })).toEqual([]);
    });
});
