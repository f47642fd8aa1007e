import { bytesOf, digestOf } from "../provider/files/contents.ts";
import { storeFile } from "../provider/files/replace.ts";
import { wholeImage } from "../provider/image/write.ts";
import { buildInputs } from "./build-inputs.ts";
import { loadInputs } from "./io/inputs.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { reportProblems } from "./io/report.ts";
import { STANDARD } from "./io/source.ts";
import { printableLine, showJson } from "./io/text.ts";
import { requireNoPart, requireOther } from "./require-other.ts";

export interface BuildArguments {
    /** File, or `-`. */
    readonly inputs: string;
    /** File, or `-`. */
    readonly output: string;
    readonly format?: string;
    readonly json?: boolean;
}

/** `config-drive build`: writes the image that a declaration describes. */
export const build = async ({ inputs, output, format, json = false }: BuildArguments, io: Io): Promise<ExitCode> => {
    await requireOther(inputs, output, "the file of the inputs", io);
    const built = await buildInputs(await loadInputs(inputs, io), format);
    const { warnings } = built;
    if (built.kind === "problems") {
        reportProblems(io, built.problems, warnings, json);
        return 1;
    }
    const { image } = built.drive;
    const { size } = image;
    const chunks = wholeImage(image);
    await requireNoPart(chunks, output, io);
    if (output === STANDARD) {
        reportProblems(io, [], warnings, false);
        for await (const chunk of bytesOf(chunks)) await io.print(chunk);
        return 0;
    }
    await storeFile(output, chunks, io.signal);
    const sha256 = await digestOf(chunks);
    if (json) {
        io.print(showJson({ ok: true, problems: [], warnings, output, size, sha256 }));
        return 0;
    }
    reportProblems(io, [], warnings, false);
    io.print(`${printableLine(output)}: ${size} bytes, sha256 ${sha256}\n`);
    return 0;
};
