import { type PythonValue, pythonValue } from "./python-value.ts";

const TIMESTAMP =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)?\n?$/;

const padded = (number: string, length: number): string => number.padStart(length, "0");

const isDay = (year: string, month: string, day: string): boolean => {
    const date = new Date(`${year}-${padded(month, 2)}-${padded(day, 2)}T00:00:00Z`);
    // JavaScript takes 2024-02-30 for the first of March.
    return Number(year) > 0 && date.getUTCDate() === Number(day);
};

const isTime = (hour: string, minute: string, second: string): boolean =>
    Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;

/** The offset as Python writes it; undefined if it is a day or more, which Python rejects. */
const offsetOf = (zone: string | undefined): string | undefined => {
    if (zone === undefined) return "";
    if (zone === "Z") return "+00:00";
    const [hours = "", minutes = "0"] = zone.slice(1).split(":");
    const total = Number(hours) * 60 + Number(minutes);
    if (total >= 24 * 60) return undefined;
    const sign = total === 0 ? "+" : zone.charAt(0);
    return `${sign}${padded(String(Math.floor(total / 60)), 2)}:${padded(String(total % 60), 2)}`;
};

/**
 * The value of `!!timestamp`, in the form of Python's isoformat(): construct_yaml_timestamp in yaml/constructor.py.
 * Undefined if it doesn't exist.
 */
export const readTimestamp = (text: string): PythonValue | undefined => {
    const [, year = "", month = "", day = "", hour, minute = "", second = "", fraction = "", zone] =
        TIMESTAMP.exec(text) ?? [];
    if (!isDay(year, month, day)) return undefined;
    const date = `${year}-${padded(month, 2)}-${padded(day, 2)}`;
    if (hour === undefined) return pythonValue("date", date);
    const offset = offsetOf(zone);
    if (offset === undefined || !isTime(hour, minute, second)) return undefined;
    const micros = fraction.slice(0, 6).padEnd(6, "0");
    const part = Number(micros) === 0 ? "" : `.${micros}`;
    return pythonValue("datetime", `${date}T${padded(hour, 2)}:${minute}:${second}${part}${offset}`);
};
