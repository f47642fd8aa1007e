import type { Sight, StageReport } from "../../../provider/guest/sight.ts";

/** A stage that ended without complaints. */
export const stage = (name: string, more: Partial<StageReport> = {}): StageReport => ({
    name,
    seconds: 1.234,
    errors: [],
    warnings: [],
    ...more,
});

/** What an agent shows of a guest that boots. */
export const sight = (more: Partial<Sight> = {}): Sight => ({
    phase: "running",
    by: "agent",
    tool: "cloud-init",
    stages: [],
    bootId: "first",
    ...more,
});
