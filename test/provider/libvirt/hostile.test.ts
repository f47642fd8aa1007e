import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { procedures } from "../../../provider/libvirt/procedures.ts";
import { DOCUMENTS, TEXTS } from "../../fuzz/libvirtd/bombs.ts";
import type { Fault, FaultKind } from "../../fuzz/libvirtd/faults.ts";
import { HostModel, type HostTraits } from "../../fuzz/libvirtd/host-model.ts";
import { type FaultPlan, HostilePeer } from "../../fuzz/libvirtd/hostile-peer.ts";
import { LIVES } from "../../fuzz/libvirtd/life.ts";
import { MAX_MESSAGE, SECRET } from "../../fuzz/libvirtd/promises.ts";
import type { ProcedureName } from "../../support/procedure-name.ts";
import type { Outcome } from "./hostile-client.ts";

/** What the provider's process may have at most, whatever a daemon does: Node and this package take 100 MiB of it. */
const MAX_KIBIBYTES = 256 * 1024;
/** The deadline is a second. Behind it streams are aborted, and a volume that was begun is deleted, ten seconds each at most. */
const MAX_MILLISECONDS = 25_000;

/** V8 takes as much as the machine has before it collects; so it takes what it needs. */
const HEAP = ["--max-old-space-size=64", "--max-semi-space-size=4"];

const fault = (kind: FaultKind, a = 0, b = 0): Fault => ({ at: 0, kind, a, b });

/** Every answer of some procedures has these faults. */
const inAnswersTo =
    (names: readonly ProcedureName[], ...faults: readonly Fault[]): FaultPlan =>
    (_at, { header }) =>
        names.some((name) => procedures[name].number === header.procedure) ? faults : [];

/** One packet has them. */
const inPacket =
    (number: number, ...faults: readonly Fault[]): FaultPlan =>
    (at) =>
        at === number ? faults : [];

/** A volume's XML is a document too. */
const XML = ["domainGetXmlDesc", "storagePoolGetXmlDesc", "storageVolGetXmlDesc", "domainSnapshotGetXmlDesc"] as const;

interface Peer {
    readonly name: string;
    readonly plan: FaultPlan;
    readonly traits?: HostTraits;
}

/** Codes whose texts are looked at. */
const CODES = [1, 8, 9, 27, 55];

/** The document of 3900 disks. */
const DISKS = DOCUMENTS.findIndex((document) => document().includes("/pool/3899"));

const PEERS: readonly Peer[] = [
    { name: "an honest daemon", plan: () => [] },
    ...DOCUMENTS.map((_document, index) => ({
        name: `document ${index}`,
        plan: inAnswersTo(XML, fault("document", index)),
    })),
    ...TEXTS.map((_text, index) => ({
        name: `error of text ${index}`,
        plan: inAnswersTo(["domainAttachDeviceFlags"], fault("error", CODES[index % CODES.length], index)),
    })),
    // Each of these has to be given up, and an upload to it aborted: seconds of waiting.
    ...[1, 2, 3, 4, 14, 16].map((index) => ({
        name: `volume of text ${index}`,
        plan: inAnswersTo(["storageVolLookupByName", "storageVolCreateXml"], fault("text", index)),
    })),
    ...[2, 4].map((count) => ({
        name: `list ${count} of domains with 3900 disks`,
        plan: (at: number, packet: Parameters<FaultPlan>[1]): readonly Fault[] => [
            ...inAnswersTo(["listAllDomains"], fault("list", count))(at, packet),
            ...inAnswersTo(["domainGetXmlDesc"], fault("document", DISKS))(at, packet),
        ],
        traits: LIVES.littered,
    })),
    {
        name: "the longest list of domains",
        plan: inAnswersTo(["listAllDomains"], fault("text", 17), fault("list", 4)),
        traits: LIVES.littered,
    },
    { name: "mechanisms without end", plan: inAnswersTo(["authSaslInit"], fault("text", 11)), traits: LIVES.sasl },
    { name: "pings without end", plan: inPacket(4, fault("keepalive", 0, 3)) },
    { name: "pings without end, and deaf", plan: inPacket(4, fault("keepalive", 0, 3), fault("deaf")) },
    { name: "a stream without end", plan: inPacket(4, fault("stream", 6, 2)) },
    { name: "a stream without end of a call that is over", plan: inPacket(4, fault("stream", 7, 2)) },
    {
        name: "a download without end",
        plan: inAnswersTo(["storageVolDownload"], fault("stream", 6, 2)),
        traits: LIVES.littered,
    },
    { name: "an upload that is never over", plan: inAnswersTo(["storageVolUpload"], fault("silence")) },
    { name: "answers byte by byte", plan: (at) => (at > 3 ? [fault("dribble")] : []) },
    { name: "half a packet", plan: inPacket(6, fault("cut", 30)) },
    { name: "the longest packet, begun", plan: inPacket(5, fault("length", 24, 1)) },
    { name: "garbage right behind the welcome", plan: inAnswersTo(["connectOpen"], fault("trailer", 2)) },
];

/** Has the provider meet the daemons, one after the other, in a process of its own. */
const meet = async (peers: readonly Peer[]): Promise<readonly Outcome[]> => {
    const open = await Promise.all(
        peers.map(async ({ name, plan, traits = LIVES.off }) => {
            const peer = await HostilePeer.open(new HostModel(traits), plan);
            return { name, peer };
        }),
    );
    const program = fileURLToPath(new URL("hostile-client.ts", import.meta.url));
    const child = spawn(process.execPath, [...HEAP, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", program], {
        stdio: ["pipe", "pipe", "inherit", "pipe"],
        env: { ...process.env, NODE_OPTIONS: "" },
    });
    const outcomes: Outcome[] = [];
    try {
        child.stdin?.end(JSON.stringify(open.map(({ name, peer }) => ({ name, uri: peer.uri }))));
        child.stdout?.resume();
        createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => {
            const outcome: Outcome = JSON.parse(line);
            outcomes.push(outcome);
            // A flood goes on for as long as somebody listens, and the next would not be alone.
            const done = open.findIndex(({ name }) => outcome.name.startsWith(`${name}: `));
            for (const { peer } of open.slice(0, done)) void peer.close();
        });
        const [code] = await once(child, "close");
        expect(code, `ended behind ${outcomes.at(-1)?.name}`).toBe(0);
    } finally {
        child.kill("SIGKILL");
        await Promise.all(open.map(({ peer }) => peer.close()));
    }
    return outcomes;
};

describe("the provider and hostile daemons", () => {
    it("ends each operation in time, in its own words and within 256 MiB", async () => {
        // Most of the time is waiting; each process meets every fourth.
        const parts = [0, 1, 2, 3].map((part) => PEERS.filter((_peer, index) => index % 4 === part));
        const outcomes = (await Promise.all(parts.map(meet))).flat();
        const peak = Math.max(...outcomes.map(({ kibibytes }) => kibibytes));
        process.stdout.write(`${PEERS.length} hostile daemons: ${Math.ceil(peak / 1024)} MiB at most\n`);
        expect(new Set(outcomes.map(({ name }) => name.replace(/: \w+$/, ""))).size).toBe(PEERS.length);
        for (const { name, code, message, told, milliseconds, strays } of outcomes) {
            expect.soft(code, name).toMatch(/^(ok|[a-z]+(-[a-z]+)+|aborted)$/);
            expect.soft(message.length, name).toBeLessThanOrEqual(MAX_MESSAGE);
            expect.soft(message, name).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
            expect.soft(told.includes(SECRET), name).toBe(false);
            expect.soft(milliseconds, name).toBeLessThan(MAX_MILLISECONDS);
            expect.soft(strays, name).toEqual([]);
        }
        expect(peak).toBeLessThan(MAX_KIBIBYTES);
    }, 180_000);
});
