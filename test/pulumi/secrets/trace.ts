import type { Canaries, Owner } from "./canary.ts";

/** A piece of what a command printed or left, as small as it takes to say how a secret got into it. */
export interface Trace {
    /** Where it was found. */
    readonly where: string;
    readonly text: string;
}

/** A record of the CLI's log says most of it in JSON. */
const messageOf = (record: string): string => {
    if (!record.startsWith('{"time":')) return record;
    const parsed: unknown = JSON.parse(record);
    return typeof parsed === "object" && parsed !== null && "msg" in parsed ? String(parsed.msg) : record;
};

/** What a command printed, in lines; those that go on with a resource's properties stay with their beginning. */
export const printedTraces = (where: string, printed: string): readonly Trace[] =>
    printed.split(/\n(?![,#])/).map((record) => ({ where, text: messageOf(record) }));

/** The names by which the two resources differ in what Pulumi prints. */
const NAMES: Readonly<Record<Owner, RegExp>> = {
    drive: /pulumi-nodejs:dynamic\/config-drive:ConfigDrive|config-drive:index:ConfigDrive|(?<=::|resource:|Drive,)drive\b|drive-[0-9a-f]{6}\b/g,
    other: /pulumi-nodejs:dynamic\/secrets:Other|(?<=::|resource:|Other,|::other,|(?:Update|Read)\()other\b/g,
};

/** All of a resource's properties after another, or all of the configuration: the two differ before the first secret. */
const LISTS = /(RegisterResource RPC finished: .*?resp: |^PULUMI_CONFIG=).*/s;

/**
 * How a secret got into a trace: what stands before the first one, the same for both owners when it was Pulumi that
 * printed it. Undefined where there is none.
 */
export const leakIn = ({ where, text }: Trace, owner: Owner, canaries: Canaries): string | undefined => {
    const at = canaries.firstIn(text);
    if (at < 0) return undefined;
    const head = text
        .slice(0, at)
        .replaceAll(NAMES[owner], "NAME")
        .replaceAll(/0x[0-9a-f]+/g, "ADDRESS")
        .replace(LISTS, "$1");
    return `${where}: ${head}`;
};
