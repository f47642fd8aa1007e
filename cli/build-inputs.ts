import { PLACEMENT_KEYS } from "../provider/check/placement.ts";
import { buildKnown, type KnownBuild } from "../provider/image/build.ts";
import type { RawInputs } from "../provider/model/inputs.ts";
import { nameBasedUuid } from "../provider/model/uuid.ts";
import { resolveSources } from "../provider/sources/resolve.ts";
import { CONTENT_KEYS } from "../provider/spec/parse.ts";
import { strayKeys } from "../provider/spec/reason.ts";
import { beside, type ParsedInputs } from "./io/inputs.ts";

const strayReason = (key: string): string | undefined =>
    PLACEMENT_KEYS.includes(key) ? "belongs to the Pulumi resource, not the image; omit it here" : undefined;

/** Outside Pulumi there is no domain UUID to use. Equal names give equal instances. */
const defaultUuid = ({ hostname, name, projectId }: RawInputs): string =>
    nameBasedUuid(JSON.stringify(["config-drive", hostname ?? null, name ?? null, projectId ?? null]));

/** Builds the drive that a declaration describes. `format` overrides the one in the file. */
export const buildInputs = async (parsed: ParsedInputs, format?: string): Promise<KnownBuild> => {
    if (!parsed.ok) return { kind: "problems", problems: [parsed.problem], warnings: [] };
    const { inputs: found, problems } = await resolveSources(parsed.inputs, beside(parsed));
    const inputs = format === undefined ? found : { ...found, format };
    return await buildKnown(inputs, defaultUuid(inputs), [
        ...problems,
        ...strayKeys(inputs, CONTENT_KEYS, strayReason),
    ]);
};
