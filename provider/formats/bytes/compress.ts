/*
 * Compression that gives the same bytes everywhere. Node's zlib doesn't: its output differs between versions and
 * processors. To Pulumi other bytes are a changed resource, at worst a replaced machine.
 */
import { gzipSync, zlibSync } from "fflate";

const LEVEL = 6;

/** Data in the zlib format, RFC 1950. */
export const deflateZlib = (data: Uint8Array): Uint8Array => zlibSync(data, { level: LEVEL });

/** Data in the gzip format, RFC 1952, without a name or a time. */
export const gzip = (data: Uint8Array): Uint8Array => gzipSync(data, { level: LEVEL, mtime: 0 });
