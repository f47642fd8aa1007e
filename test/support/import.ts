import { checkDeclaration } from "../../provider/check/declaration.ts";
import { type Difference, diffState } from "../../provider/check/diff.ts";
import { withoutPlanned } from "../../provider/check/unchanged.ts";
import { type Imported, importFrom } from "../../provider/lifecycle/import/import.ts";
import { importing, parseImportId } from "../../provider/lifecycle/import/place.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import type { CheckedInputs } from "../../provider/model/state.ts";
import { recordOf } from "../../provider/model/state-record.ts";
import type { TestHost } from "./host.ts";

/** What is random in an import, for tests that compare. */
const drawn = (size: number): Uint8Array => new Uint8Array(size).fill(7);

/** Imports a drive of a host, by what follows the URI in the id. */
export const importAt = (host: TestHost, rest: string, defaults: RawInputs = {}): Promise<Imported> => {
    const id = `${host.uri}|${rest}`;
    const context = { defaults, volumePrefix: "imported-0a1b2c", randomBytes: drawn };
    return importFrom(host.handle(), parseImportId(id), context, importing(id));
};

/** The program that the import of a drive generates: its inputs without what `check` adds. */
export const declarationOf = ({ inputs }: Imported): RawInputs => {
    const { __checkedBy: _, ...others } = withoutPlanned(inputs, inputs);
    return others;
};

/** What the first `up` of such a program does. */
export const firstUp = async (
    imported: Imported,
    program: RawInputs = declarationOf(imported),
): Promise<Difference & { readonly news: CheckedInputs }> => {
    const { inputs, problems } = await checkDeclaration(imported.inputs, program, drawn);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    const { state } = imported;
    return { ...diffState(recordOf(state.volumePrefix, state), inputs), news: inputs as unknown as CheckedInputs };
};

/** A first `up` that has nothing to do. */
export const NOTHING = { changes: false, drift: "", replaces: [] };
