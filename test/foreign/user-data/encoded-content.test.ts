import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findUndecodable } from "../../../provider/spec/user-data/cloud-config/encoded-content.ts";
import { decodeAsPython } from "../../../provider/spec/user-data/python-base64.ts";
import { SEED } from "../../support/seed.ts";
import { ask, isComplete } from "../support/cloud-init.ts";

const DECODE = `
import base64, json, sys
def decoded(text):
    try:
        return base64.b64encode(base64.b64decode(text)).decode()
    except ValueError:
        return None
json.dump([decoded(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** Whether cloud-init can write a file with each content and encoding. */
const EXTRACT = `
import json, logging, sys
from cloudinit.config.cc_write_files import canonicalize_extraction, extract_contents
logging.disable(logging.CRITICAL)
def works(content, encoding):
    try:
        extract_contents(content, canonicalize_extraction(encoding))
        return True
    except Exception:
        return False
json.dump([works(*each) for each in json.load(sys.stdin)], sys.stdout)
`;

const letters = fc.string({ unit: fc.constantFrom(..."ABCabc019+/==  \n!-_é"), maxLength: 24 });
const whole = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("base64"));
const packed = fc.uint8Array({ maxLength: 20 }).map((bytes) => gzipSync(bytes).toString("base64"));
const texts = fc.oneof(
    letters,
    whole,
    packed,
    packed.map((text) => text.slice(0, -8)),
    fc.string(),
);
const encodings = fc.constantFrom("b64", "base64", "gz", "gzip", "gz+b64", "GZIP+BASE64 ", "text/plain", "other", "");

describe.skipIf(!isComplete)("encoded content, decoded here and by cloud-init", () => {
    it(`is what Python's base64 makes of it, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const samples = fc.sample(texts, { numRuns: 5000, seed: SEED });
        const ours = samples
            .map((text) => decodeAsPython(text))
            .map((bytes) => bytes && Buffer.from(bytes).toString("base64"));
        expect(ours.map((text) => text ?? null)).toEqual(ask(["-c", DECODE], samples));
    });

    it(`is reported if cloud-init can't decode it, and only then, CONFIG_DRIVE_SEED=${SEED}`, () => {
        const samples = fc.sample(fc.tuple(texts, encodings), { numRuns: 3000, seed: SEED });
        const theirs = ask<readonly boolean[]>(["-c", EXTRACT], samples);
        const different = samples.flatMap(([content, encoding], index) => {
            const said = findUndecodable({ write_files: [{ path: "/x", content, encoding }] }).length > 0;
            return said === theirs[index] ? [{ content, encoding, works: theirs[index] }] : [];
        });
        expect(different.slice(0, 5)).toEqual([]);
        expect(theirs.filter((works) => !works).length).toBeGreaterThan(300);
    });
});
