import { sequence } from "../../formats/bytes/record.ts";
import type { Field } from "../../formats/bytes/scalar.ts";
import { u32be, u32le } from "../../formats/bytes/scalar.ts";

const high = (value: number): number => Math.floor(value / 2 ** 32);
const low = (value: number): number => value % 2 ** 32;

/** 64 bits, the least significant byte first. Numbers up to 2^53 are exact. */
export const u64le = (value: number): Field => sequence([u32le(low(value)), u32le(high(value))]);

/** 64 bits, the most significant byte first. Numbers up to 2^53 are exact. */
export const u64be = (value: number): Field => sequence([u32be(high(value)), u32be(low(value))]);
