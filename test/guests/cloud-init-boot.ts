import { gzipSync } from "node:zlib";
import { type PlayedStage, playDone, playRunning } from "./first-boot.ts";

interface Boot extends PlayedStage {
    /** The instance id. */
    readonly id: string;
    /** How long it takes once somebody looks. */
    readonly seconds?: number;
}

/** User data that run a script. What is legible in them can be a secret, and is removed from what the guest says. */
export const illegible = (script: string): string =>
    `#!/bin/sh\necho ${gzipSync(script).toString("base64")} | base64 -d | gunzip | sh\n`;

/** User data with which the tiny guest plays a first boot of cloud-init; the last stage reports what the test wants. */
export const booting = ({ id, seconds = 1, ...last }: Boot): string => {
    const begun = { "init-local": {}, init: {} };
    const done = { ...begun, "modules-config": {}, "modules-final": last };
    return illegible(`${playRunning(id, begun)}sleep ${seconds}\n${playDone(id, done)}`);
};
