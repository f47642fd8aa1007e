import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Message, readMessage } from "../../../provider/spec/user-data/mime/message.ts";
import { decodeBody } from "../../../provider/spec/user-data/mime/transfer-encoding.ts";
import { SEED } from "../../support/seed.ts";
import { ask, isComplete } from "../support/cloud-init.ts";

/** A part without parts: its type, and its content in base64. */
type Leaf = readonly [type: string, content: string];

const READ = `
import base64, email, json, sys
def leaves(message):
    for part in message.walk():
        if not part.is_multipart() and part.get_content_maintype() != "multipart":
            yield [part.get_content_type(), base64.b64encode(part.get_payload(decode=True)).decode()]
json.dump([list(leaves(email.message_from_string(text))) for text in json.load(sys.stdin)], sys.stdout)
`;

const leavesOf = (message: Message | undefined): readonly Leaf[] => {
    if (message === undefined) return [];
    const { body, headers, type } = message;
    if (typeof body !== "string") return body.flatMap(leavesOf);
    return [[type, Buffer.from(decodeBody(headers, body)).toString("base64")]];
};

/** Lines that have a meaning somewhere in a message, right and nearly right. ASCII, since Python garbles the rest. */
const LINES = [
    ...["--B", "--B--", "--C", "--C--", "--B \t", "--B--x", "--", "-", "B", " --B", "", "", ""],
    ...['Content-Type: multipart/mixed; boundary="B"', "Content-Type: multipart/mixed; boundary=C", ' boundary="B"'],
    ...["\tboundary=B", "Content-Type: multipart/alternative;", "Content-Type: multipart/digest; boundary=C"],
    ...["Content-Type: multipart/mixed; boundary", "Content-Type: multipart/mixed; boundary=<B>", "Content-Type: /"],
    ...[
        'Content-Type: multipart/mixed; a="x;boundary=C"; BOUNDARY = "B "',
        'Content-Type: multipart/mixed;boundary="\\B"',
    ],
    ...["content-type: text/cloud-config; charset=utf-8", "Content-Type: text/x-shellscript", "Content-Type: none"],
    ...["Content-Type: message/rfc822", "Content-Type : text/plain", "MIME-Version: 1.0", "Subject", ":", "a:b", " c"],
    ...["Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: base64 ", "Content-Transfer-Encoding: 7bit"],
    ...["Content-Transfer-Encoding: Quoted-Printable", "I2Nsb3VkLWNvbmZpZwo=", "I2Nsb3VkLWNvbmZpZwo", "I2Ns b3Vk!"],
    ...["a=3Db=", "a==3d=x=3", "=", "==", "#cloud-config", "#!/bin/sh", "From: x", "\t"],
];

const line = fc
    .tuple(
        fc.oneof(
            { weight: 1, arbitrary: fc.constantFrom("--B", "--C", "") },
            { weight: 2, arbitrary: fc.constantFrom(...LINES) },
        ),
        fc.constantFrom("\n", "\n", "\n", "\r\n", "\r"),
    )
    .map((each) => each.join(""));

// An envelope's "From " line is only at the start here: at the end of headers Python takes it for the body, oddly.
const starts = [
    'Content-Type: multipart/mixed; boundary="B"\n\n',
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=C\n\n",
    "From x\n",
    "",
];
const messages = fc
    .tuple(fc.constantFrom(...starts), fc.array(line, { minLength: 5, maxLength: 16 }), fc.constantFrom("", ...LINES))
    .map(([start, lines, last]) => `${start}${lines.join("")}${last}`);

describe.skipIf(!isComplete)("MIME, read here and by Python's email", () => {
    it(`has the same parts with the same contents, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const texts = fc.sample(messages, { numRuns: 10_000, seed: SEED });
        const theirs = ask<readonly (readonly Leaf[])[]>(["-c", READ], texts);
        const different = texts.flatMap((text, index) => {
            const [ours, his] = [leavesOf(readMessage(text)), theirs[index]];
            return JSON.stringify(ours) === JSON.stringify(his) ? [] : [{ text, ours, his }];
        });
        expect(different.slice(0, 5)).toEqual([]);
        expect(theirs.filter((leaves) => leaves.length > 1).length).toBeGreaterThan(1000);
    });
});
