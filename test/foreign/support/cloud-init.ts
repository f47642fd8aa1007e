import { join } from "node:path";
import { findPycdlib, fromToolchain, run } from "./tools.ts";

const python = findPycdlib();
const cloudInit = fromToolchain("sid's cloud-init", "CONFIG_DRIVE_CLOUD_INIT_SID");

/** Whether Python and cloud-init are here. */
export const isComplete: boolean = python !== undefined && cloudInit !== undefined;

/** Has Python, with a script or a text of one, answer a JSON document with another; cloud-init can be imported. */
export const ask = <Answer>(script: readonly string[], question: unknown): Answer => {
    const packages = join(cloudInit ?? "", "usr", "lib", "python3", "dist-packages");
    const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" };
    const answer: Answer = JSON.parse(run(python ?? "", script, { env, input: JSON.stringify(question) }));
    return answer;
};
