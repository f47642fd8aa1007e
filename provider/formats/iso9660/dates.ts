import { at, constant, record } from "../bytes/record.ts";
import { type Field, text, u8, zeros } from "../bytes/scalar.ts";

/*
 * Every date is 1 January 1980 UTC, the first day that FAT can express too: images don't depend on a clock or a zone.
 * libblkid derives a volume's UUID from its creation date. So the volume's time of day, and nothing else, depends on the
 * volume's metadata: two different drives in one guest then have different entries in /dev/disk/by-uuid.
 */

const HUNDREDTHS_PER_DAY = 24 * 60 * 60 * 100;

/** ECMA-119 9.1.5. Recording date and time of a directory record; RRIP 4.1.6 uses the same form. */
export const recordDate: Field = constant(
    record("recording date", 7, 1, [
        at(1, u8(80)), // Number of years since 1900
        at(2, u8(1)), // Month
        at(3, u8(1)), // Day
        at(4, u8(0)), // Hour
        at(5, u8(0)), // Minute
        at(6, u8(0)), // Second
        at(7, u8(0)), // Offset from Greenwich Mean Time
    ]),
);

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** ECMA-119 8.4.26.1. Date and time of a volume; `fingerprint`, a 32-bit number, chooses the time of day. */
export const volumeDate = (fingerprint: number): Field => {
    const moment = fingerprint % HUNDREDTHS_PER_DAY;
    const seconds = Math.floor(moment / 100);
    return record("volume date", 17, 1, [
        at(1, text("1980")), // Year
        at(5, text("01")), // Month
        at(7, text("01")), // Day
        at(9, text(twoDigits(Math.floor(seconds / 3600)))), // Hour
        at(11, text(twoDigits(Math.floor(seconds / 60) % 60))), // Minute
        at(13, text(twoDigits(seconds % 60))), // Second
        at(15, text(twoDigits(moment % 100))), // Hundredths of a second
        at(17, u8(0)), // Offset from Greenwich Mean Time
    ]);
};

/** ECMA-119 8.4.26.1. The date that means: not specified. */
export const noVolumeDate: Field = record("unspecified volume date", 17, 1, [
    at(1, text("0".repeat(16))), // All digits zero
    at(17, zeros(1)), // Offset from Greenwich Mean Time
]);
