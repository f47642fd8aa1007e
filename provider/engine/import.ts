import { type ImportContext, importFrom } from "../lifecycle/import/import.ts";
import { importing, parseImportId } from "../lifecycle/import/place.ts";
import { sealSecrets } from "../model/secrets.ts";
import { failure, outputsOf } from "./drives.ts";
import { limitOf, onHost } from "./hosts.ts";

/**
 * Reads a drive that no state knows. The result has the id and the outputs that a create with these inputs would have
 * returned.
 *
 * @param place The id of the import: the host and the drive.
 */
export const importDrive = async (
    place: string,
    context: ImportContext,
    seconds?: number,
): Promise<{ id: string; inputs: Record<string, unknown>; props: Record<string, unknown> }> => {
    const parsed = parseImportId(place);
    const doing = importing(place);
    const { connectionPassword: password } = context.defaults;
    const host = {
        connection: parsed.connection,
        volumePrefix: context.volumePrefix,
        ...(typeof password === "string" && { connectionPassword: password }),
    };
    try {
        const { inputs, state } = await onHost(doing, host, limitOf("read", host, seconds), (handle) =>
            importFrom(handle, parsed, context, doing),
        );
        const id = state.volumePrefix;
        return { id, inputs: sealSecrets(inputs), props: outputsOf(id, state) };
    } catch (error) {
        throw failure(doing, place, error);
    }
};
