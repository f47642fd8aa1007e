import { Failure } from "../../provider/files/failure.ts";
import type { ExitCode, Io } from "../io/io.ts";
import { Output } from "../io/output.ts";
import { STANDARD } from "../io/source.ts";
import { printableLine } from "../io/text.ts";
import { type Changed, compare, type Difference } from "./compare.ts";
import { type Side, withSide } from "./side.ts";
import { textDiff } from "./text.ts";

export interface DiffArguments {
    /** Image or inputs; file, or `-`. */
    readonly left: string;
    readonly right: string;
    /** Shows the differences in secret files too. */
    readonly secrets?: boolean;
    /** Lists the same difference in each version of the metadata. */
    readonly all?: boolean;
}

/** A difference that is shown, and the other versions that have it too. */
interface Shown {
    readonly difference: Difference;
    readonly versions: number;
}

const IN_VERSION = /^(openstack|ec2)\/([^/]+)\/(.+)$/;

/** Differences of one kind in files of one name, in several versions of the metadata, if `latest` is one of them. */
const grouped = (differences: readonly Difference[]): readonly Shown[] => {
    const groups = new Map<string, Difference[]>();
    for (const difference of differences) {
        const { kind, path } = difference;
        const [, folder, version, name] = IN_VERSION.exec(path) ?? [];
        const side = kind === "only" ? difference.side.name : "";
        const key = version === undefined ? path : `${folder}/*/${name}`;
        const group = `${kind} ${side} ${key}`;
        groups.set(group, [...(groups.get(group) ?? []), difference]);
    }
    return [...groups.values()].flatMap((group) => {
        const latest = group.find(({ path }) => IN_VERSION.exec(path)?.[2] === "latest");
        if (latest === undefined) return group.map((difference) => ({ difference, versions: 0 }));
        return [{ difference: latest, versions: group.length - 1 }];
    });
};

const digestsOf = (...sides: readonly Changed[]): string =>
    sides.map(({ file, sha256 }) => `${file.size} bytes, sha256 ${sha256.slice(0, 16)}…`).join(" and ");

const linesOf = ({ difference, versions }: Shown, withSecrets: boolean): readonly string[] => {
    const also = versions === 0 ? "" : ` (and in ${versions} other ${versions === 1 ? "version" : "versions"})`;
    const { path } = difference;
    if (difference.kind === "only") return [`only in ${difference.side.name}: ${path}${also}`];
    const { left, right } = difference;
    const lines = textDiff(left, right, withSecrets);
    return lines === undefined
        ? [`${path} differs${also}: ${digestsOf(left, right)}`]
        : [`${path} differs${also}:`, ...lines];
};

const propertyLines = (left: Side, right: Side): readonly string[] =>
    (["format", "label"] as const)
        .filter((key) => left.contents[key] !== right.contents[key])
        .map((key) => `${key} differs: ${left.contents[key]} and ${right.contents[key]}`);

const show = async (left: Side, right: Side, { secrets, all }: DiffArguments, io: Io): Promise<ExitCode> => {
    const differences = await compare(left, right, io);
    const shown = all === true ? differences.map((difference) => ({ difference, versions: 0 })) : grouped(differences);
    const lines = [...propertyLines(left, right), ...shown.flatMap((each) => linesOf(each, secrets === true))];
    if (lines.length === 0) return 0;
    const output = new Output(io);
    for (const line of [`--- ${left.name}`, `+++ ${right.name}`, ...lines])
        await output.add(`${printableLine(line)}\n`);
    await output.flush();
    return 1;
};

/**
 * `config-drive diff`: compares two drives file by file: images, or inputs, whose image is built. Shows no secrets unless
 * asked. The exit codes are those of diff(1).
 */
export const diff = async (args: DiffArguments, io: Io): Promise<ExitCode> => {
    const { left, right } = args;
    if (left === STANDARD && right === STANDARD) throw new Failure("diff: only one of the two can be standard input.");
    return await withSide(left, io, (first) => withSide(right, io, (second) => show(first, second, args, io)));
};
