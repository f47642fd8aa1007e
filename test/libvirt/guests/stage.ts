import { join } from "node:path";
import { awaitGuest } from "../../../provider/guest/wait.ts";
import type { Wanted } from "../../../provider/guest/wanted.ts";
import { connect } from "../../../provider/libvirt/client.ts";
import type { GuestReport } from "../../../provider/model/guest.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";
import { type AgentOptions, agentWords } from "../../guests/first-boot.ts";
import { type DebianRelease, debianDisk, debianWords, domainXml, type GuestOptions } from "../../guests/guest.ts";
import type { TestHost } from "../../support/host.ts";
import { DRIVE_ALIAS, type TestDomain } from "../../support/test-domain.ts";

/** An emulated Debian boots for a minute, and on a busy host for several; some boot twice. */
export const BOOT_S = 900;

/** For a test with one such guest, and whatever it is asked besides. */
export const GUEST_TEST_MS = 1_500_000;

/** A guest as a test wants it. */
export type WantedGuest = Partial<GuestOptions> & AgentOptions;

/** The file with the console of a domain. */
export const consoleOf = (host: TestHost, domain: TestDomain): string => join(host.folder, `${domain.name}.log`);

/** A tiny guest that is off. Its agent has a channel, unless the test wants none. */
export const tinyGuest = (host: TestHost, guest: WantedGuest = {}): Promise<TestDomain> =>
    host.defineXml((name, folder) =>
        domainXml({
            agent: true,
            initrd: "initrd-agent",
            ...guest,
            name,
            console: join(folder, `${name}.log`),
            kernelWords: [...agentWords(guest), ...(guest.kernelWords ?? [])],
        }),
    );

/** Without a network card, Debian's boot waits two minutes for a network. */
export const MAC = "52:54:00:5e:00:53";

/** A guest of Debian that is off, and stays on once it was started. Its agent has a channel, unless the test wants none. */
export const debianGuest = (host: TestHost, release: DebianRelease, guest: WantedGuest = {}): Promise<TestDomain> =>
    host.defineXml((name, folder) =>
        domainXml({
            agent: true,
            memoryMiB: 512,
            mac: MAC,
            ...guest,
            name,
            console: join(folder, `${name}.log`),
            kernelWords: [...debianWords(), "guest.stay", ...agentWords(guest), ...(guest.kernelWords ?? [])],
            devices: [debianDisk(join(folder, `${name}.qcow2`), release), ...(guest.devices ?? [])],
        }),
    );

/** What a wait for a guest came to, and what was said meanwhile. */
export interface Watched {
    readonly report?: GuestReport;
    readonly error?: ConfigDriveError;
    readonly warnings: readonly string[];
    /** Lines of progress. */
    readonly lines: readonly string[];
    readonly seconds: number;
}

/** Waits for the first boot of a guest that was started with the drive `drive`. */
export const watch = async (host: TestHost, domain: TestDomain, wanted: Partial<Wanted> = {}): Promise<Watched> => {
    const warnings: string[] = [];
    const lines: string[] = [];
    const guest = {
        client: host.client,
        ref: await domain.ref(),
        signal: new AbortController().signal,
        warn: (warning: string) => warnings.push(warning),
        tell: (line: string) => lines.push(line),
        connectAnew: () => connect(host.uri, { environment: process.env }),
    };
    const usual = { instanceId: domain.uuid, timeoutSeconds: BOOT_S, failOn: "error", isFresh: true } as const;
    const start = performance.now();
    const ended = (): number => (performance.now() - start) / 1000;
    try {
        const report = await awaitGuest(guest, { ...usual, drive: { alias: DRIVE_ALIAS }, secrets: [], ...wanted });
        return { report, warnings, lines, seconds: ended() };
    } catch (error) {
        if (error instanceof ConfigDriveError) return { error, warnings, lines, seconds: ended() };
        throw error;
    }
};
