import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { isBare } from "../image.ts";
import { typeOf } from "../mime.ts";
import { isGzip } from "./beginning.ts";
import { type TypedContent, typedContentsOf } from "./content.ts";

/** The findings in all cloud-config of a drive. */
export interface CloudConfigFindings {
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

const CLOUD_CONFIG = /^text\/cloud-config(-archive)?$/i;

/** Whether a content can be or contain cloud-config. Cheap, because drives for other guests rarely have any. */
const mayHold = ({ bytes, type = "" }: TypedContent): boolean => {
    if (CLOUD_CONFIG.test(type) || isGzip(bytes)) return true;
    return CLOUD_CONFIG.test(typeOf(Buffer.from(bytes.subarray(0, 4096)).toString()));
};

/**
 * Checks all cloud-config of a drive against cloud-init's own schema, which is only loaded if there is any.
 * Without `strictUserData` every finding is a warning.
 */
export const checkCloudConfig = async (inputs: RawInputs): Promise<CloudConfigFindings> => {
    const contents = isBare(inputs) ? [] : typedContentsOf(inputs).filter(mayHold);
    if (contents.length === 0) return { problems: [], warnings: [] };
    const { checkContent } = await import("./cloud-config/check.ts");
    const found = contents.map((content) => ({ path: content.path, ...checkContent(content) }));
    const problems = found.flatMap(({ path, problems: all }) => all.map((reason) => ({ path, reason })));
    const warnings = found.flatMap(({ path, warnings: all }) => all.map((reason) => ({ path, reason })));
    const { strictUserData = true } = inputs;
    return strictUserData === true ? { problems, warnings } : { problems: [], warnings: [...problems, ...warnings] };
};
