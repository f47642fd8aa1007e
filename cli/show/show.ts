import { basename } from "node:path";
import { Failure } from "../../provider/files/failure.ts";
import { storeFile } from "../../provider/files/replace.ts";
import { renderPage } from "../../provider/page/page.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { reportProblems } from "../io/report.ts";
import { nameOf, STANDARD } from "../io/source.ts";
import { printableLine } from "../io/text.ts";
import { requireOther } from "../require-other.ts";
import { openPage } from "./open-page.ts";
import { defaultOutput, requirePage } from "./output.ts";
import { type Viewed, viewOf } from "./view-of.ts";

export interface ShowArguments {
    /** Image or inputs; file, or `-`. */
    readonly drive: string;
    /** Another one to compare it with. */
    readonly other?: string | undefined;
    /** File for the page, or `-`. */
    readonly output?: string;
    /** Opens the page in the user's browser. */
    readonly open?: boolean;
    /** Puts secrets into the page. */
    readonly secrets?: boolean;
}

/** The drives by the names of their files, unless these are the same: nobody needs to know whose folder they are in. */
const namesOf = (paths: readonly string[]): readonly string[] => {
    const names = paths.map((path) => (path === STANDARD ? nameOf(path) : basename(path)));
    return new Set(names).size === names.length ? names : paths;
};

const requireUsable = ({ drive, other, output, open }: ShowArguments): void => {
    if (drive === STANDARD && other === STANDARD) {
        throw new Failure("show: only one of the two can be standard input.");
    }
    if (open === true && output === STANDARD) {
        throw new Failure("show: --open needs a file, but the page goes to standard output. Omit one of the two.");
    }
};

const openIn = async (output: string, io: Io): Promise<void> => {
    const reason = await openPage(output, io.environment);
    if (reason !== "") io.complain(printableLine(`${output} isn't open: ${reason}. Open it in a browser.`));
};

const write = async (page: string, output: string, { open }: ShowArguments, io: Io): Promise<void> => {
    if (output === STANDARD) {
        await io.print(page);
        return;
    }
    await storeFile(output, [new TextEncoder().encode(page)], io.signal);
    io.print(`${printableLine(output)}\n`);
    if (open === true) await openIn(output, io);
};

/**
 * `config-drive show`: writes a page that shows a drive, or compares two. The page has no secrets unless asked. An image
 * isn't trusted.
 */
export const show = async (args: ShowArguments, io: Io): Promise<ExitCode> => {
    requireUsable(args);
    const paths = [args.drive, ...(args.other === undefined ? [] : [args.other])];
    const output = args.output ?? defaultOutput(paths);
    for (const path of paths) await requireOther(path, output, "what the page shows", io);
    if (args.output === undefined) await requirePage(output);
    const [names, withSecrets] = [namesOf(paths), args.secrets === true];
    const viewed: Viewed[] = [];
    for (const [index, path] of paths.entries()) {
        viewed.push(await viewOf(path, { io, name: names[index] ?? path, withSecrets, output }));
    }
    for (const { problems, warnings } of viewed) reportProblems(io, problems, warnings, false);
    const code = viewed.some(({ problems }) => problems.length > 0) ? 1 : 0;
    const [left, right] = viewed.map(({ view }) => view);
    if (left === undefined || (args.other !== undefined && right === undefined)) return code;
    await write(renderPage(left, right), output, args, io);
    return code;
};
