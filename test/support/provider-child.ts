/** The provider in a separate process, as in the engine: runs its parent's requests, all at once. */
import * as provider from "../../provider/index.ts";
import type { ProviderAnswer, ProviderRequest } from "./provider-process.ts";

const run = async ({ verb, state, news }: ProviderRequest): Promise<unknown> => {
    const id = news?.volumePrefix ?? state?.volumePrefix ?? "";
    if (verb === "create" && news) return (await provider.create({ ...news, __provider: "" })).outs;
    if (verb === "update" && news && state) return (await provider.update(id, state, { ...news, __provider: "" })).outs;
    if (verb === "delete" && state) return (await provider.delete(id, state)) ?? null;
    throw new Error(`${verb} lacks its inputs or its state`);
};

const answerTo = async (request: ProviderRequest): Promise<ProviderAnswer> => {
    try {
        return { outs: await run(request) };
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        return { message: error.message, properties: "properties" in error ? error.properties : undefined };
    }
};

process.on("message", (requests: readonly ProviderRequest[]) => {
    void Promise.all(requests.map(answerTo)).then((answers) => process.send?.(answers));
});
