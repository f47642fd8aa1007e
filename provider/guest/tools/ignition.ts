import type { GuestFiles, Sight } from "../sight.ts";
import { readBootId } from "./cloud-init.ts";
import { member, parseFields, textOf } from "./untrusted.ts";

/** Written by the stage `files`, the last that can fail. Ignition's units and what they start run later. */
const REPORT = "/etc/.ignition-result.json";

const MAX_REPORT = 64 * 1024;

/** Ignition writes the kernel's id with its dashes, or without. */
const isSameBoot = (recorded: unknown, bootId: string): boolean =>
    typeof recorded === "string" && recorded.trim().replaceAll("-", "") === bootId.replaceAll("-", "");

/**
 * What Ignition's report says of this boot; undefined without one. Ignition runs before a guest's agent, and stops a boot
 * that fails. So a guest with a report was set up, though by which drive the report doesn't say: one of an earlier boot
 * may be about another drive. Without a user's config, the guest found no drive, or no Ignition config on it.
 */
export const readIgnition = async (files: GuestFiles): Promise<Sight | undefined> => {
    const bytes = await files.read(REPORT, MAX_REPORT);
    const report = bytes && parseFields(textOf(bytes));
    if (report === undefined) return undefined;
    const bootId = await readBootId(files);
    if (bootId === undefined || !isSameBoot(member(report, "provisioningBootID"), bootId)) return undefined;
    const found = member(report, "userConfigProvided") !== false;
    return {
        by: "agent",
        tool: "Ignition",
        phase: found ? "done" : "disabled",
        disabledBy: found ? undefined : "no-datasource",
        stages: [],
        bootId,
    };
};
