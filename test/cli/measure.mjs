import { existsSync, readFileSync, writeSync } from "node:fs";

const status = "/proc/self/status";

/** Linux's maxRSS also counts what the process had before it became this program, which is the test's own memory. */
const peak = () =>
    existsSync(status) ? /VmHWM:\s+(\d+)/.exec(readFileSync(status, "utf8"))[1] : process.resourceUsage().maxRSS;

// Tells the test on descriptor 3 how much memory the process has had at most, in KiB.
process.on("exit", () => writeSync(3, String(peak())));
