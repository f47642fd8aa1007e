import { CheckFailure, type InvokeRequest, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import type { RawInputs } from "../../provider/model/inputs.ts";
import type { Problem } from "../../provider/model/problem.ts";
import { hasUnknown } from "../../provider/model/unknown.ts";
import type { Answer, Results } from "../functions/answer.ts";
import { parseNetworkData } from "../network-json.ts";
import { decode, encode, hasSecret, type Properties, PropertyError, secret } from "../properties.ts";
import type { Session } from "../session.ts";

type ProviderFunction = (args: RawInputs, session: Session) => Answer | Promise<Answer>;

// Loaded on demand: most programs call none, and they load all of the checks.
const texts = () => import("../functions/texts.ts");

/** The functions by name. Programs refer to these names: they are kept for ever. */
const FUNCTIONS: ReadonlyMap<string, () => Promise<ProviderFunction>> = new Map<
    string,
    () => Promise<ProviderFunction>
>([
    ["cloudConfig", async () => (await texts()).cloudConfig],
    ["configDriveImage", async () => (await import("../functions/config-drive-image.ts")).configDriveImage],
    ["gzipped", async () => (await texts()).gzipped],
    ["mergeType", async () => (await texts()).mergeType],
    ["networkData", async () => (await import("../functions/network-data.ts")).networkData],
    ["publicKeysOf", async () => (await texts()).publicKeysOf],
]);

const find = async (token: string): Promise<ProviderFunction> => {
    const [, name = ""] = /^config-drive:index:(\w+)$/.exec(token) ?? [];
    const load = FUNCTIONS.get(name);
    if (load !== undefined) return await load();
    throw new PropertyError(`"${token}" isn't a function of this plugin; use the SDK of the plugin's version`);
};

/** Absent arguments are null in some languages. */
const present = (args: RawInputs): RawInputs =>
    Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));

// Here, unlike in a resource's check, nothing prints the argument's value.
const failureFor = ({ path, reason }: Problem): CheckFailure => new CheckFailure().setProperty(path).setReason(reason);

/** The engine marks nothing, since this provider accepts secrets: a result is secret if an argument is. */
const sealed = ({ results, harmless = [], isSecret = false }: Results, args: Properties): RawInputs => {
    if (!isSecret && !hasSecret(args.marked)) return results;
    return Object.fromEntries(
        Object.entries(results).map(([key, value]) => [key, harmless.includes(key) ? value : secret(value)]),
    );
};

/** Calls a function. */
export const invoke = async (request: InvokeRequest, session: Session): Promise<InvokeResponse> => {
    const call = await find(request.getTok());
    const args = parseNetworkData(decode(request.getArgs()));
    // SDKs don't call functions before they know the arguments. Like the engine before it has configured a provider.
    if (hasUnknown(args.plain)) return new InvokeResponse().setReturn(encode({}));
    const answer = await call(present(args.plain), session);
    if ("problems" in answer) return new InvokeResponse().setFailuresList(answer.problems.map(failureFor));
    return new InvokeResponse().setReturn(encode(sealed(answer, args)));
};
