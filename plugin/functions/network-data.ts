import type { RawInputs } from "../../provider/model/inputs.ts";
import { convertNetwork } from "../../provider/spec/network-description/document.ts";
import type { Answer } from "./answer.ts";

/**
 * OpenStack's network data from a short description, as JSON: in YAML, C# and Java a function doesn't return the type of
 * an argument.
 */
export const networkData = (args: RawInputs): Answer => {
    const conversion = convertNetwork(args);
    return "problems" in conversion ? conversion : { results: { result: JSON.stringify(conversion.document) } };
};
