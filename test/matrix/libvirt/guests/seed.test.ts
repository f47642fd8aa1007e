import { describe, expect, it } from "vitest";
import { writeNetworkData } from "../../../../provider/spec/network-description/document.ts";
import { RHEL_COMMANDS } from "../../../guests/first-boot.ts";
import { type DebianRelease, socketOf } from "../../../guests/guest.ts";
import { servePackage } from "../../../guests/package-repository.ts";
import { Terminal } from "../../../guests/terminal.ts";
import {
    BOOT_S,
    consoleOf,
    debianGuest,
    GUEST_TEST_MS,
    MAC,
    type WantedGuest,
    watch,
} from "../../../libvirt/guests/stage.ts";
import { lifeCycleOn, useTestHost } from "../../../support/host.ts";
import type { TestDomain } from "../../../support/test-domain.ts";

const ANSWER_MS = 120_000;

/** Within the network that QEMU gives a machine whose interface is the user's, another address than its DHCP's. */
const NETWORK = writeNetworkData({
    ethernets: { nic0: { mac: MAC, addresses: ["10.0.2.77/24"], gateway4: "10.0.2.2" } },
    nameservers: ["10.0.2.3"],
});

const userData = (source: string): string => `#cloud-config
users:
  - default
  - { name: deploy, plain_text_passwd: "the deploy word", lock_passwd: false, shell: /bin/sh }
chpasswd:
  expire: false
  users: [{ name: debian, password: "the debian word", type: text }]
apt:
  sources: { test: { source: "${source}" } }
packages: [says-hello]
`;

/** A person at the console of a guest. */
class Person {
    readonly #terminal: Terminal;

    public constructor(terminal: Terminal) {
        this.#terminal = terminal;
    }

    public async awaitEndOfBoot(): Promise<void> {
        await this.#terminal.see(/Cloud-init v\. \S+ finished at/, BOOT_S * 1000);
        this.#terminal.type("");
    }

    /** Logs in, and returns what commands print; undefined if the password is wrong. */
    public async run(user: string, password: string, ...commands: readonly string[]): Promise<string | undefined> {
        await this.#terminal.see(/login: /, ANSWER_MS);
        this.#terminal.type(user);
        await this.#terminal.see(/Password: /, ANSWER_MS);
        this.#terminal.type(password);
        const answer = await this.#terminal.see(/Login incorrect|\$ /, ANSWER_MS);
        if (answer.endsWith("Login incorrect")) return undefined;
        // What is typed is printed too, but not what the shell makes of it.
        this.#terminal.type(`${commands.join("; ")}; echo end of $((1 + 1)) commands; exit`);
        return await this.#terminal.see(/end of 2 commands/, ANSWER_MS);
    }
}

describe("what a drive declares, in a guest of Debian", { timeout: GUEST_TEST_MS }, () => {
    const host = useTestHost();
    const { create } = lifeCycleOn(host);

    /** Boots a guest that gets everything from its drive. */
    const boot = async (
        release: DebianRelease,
        guest: WantedGuest,
    ): Promise<{ domain: TestDomain; person: Person }> => {
        const repository = await servePackage(host().folder, "says-hello", "hello from the package");
        host().onRemove(repository.close);
        const domain = await debianGuest(host(), release, { ...guest, terminal: "socket" });
        await create({
            domain: domain.uuid,
            startDomain: true,
            hostname: "web-1",
            adminPassword: "the admin word",
            networkData: NETWORK,
            userData: userData(repository.source),
        });
        const terminal = await Terminal.open(socketOf(consoleOf(host(), domain)));
        host().onRemove(async () => terminal.close());
        return { domain, person: new Person(terminal) };
    };

    const checkGuest = async (person: Person): Promise<void> => {
        await person.awaitEndOfBoot();
        const commands = [
            "says-hello",
            "readlink -f /dev/disk/by-label/config-2",
            "ip -color=never -br addr",
            "ip -color=never route",
        ];
        const seen = await person.run("debian", "the debian word", ...commands);
        expect(seen).toMatch(/^hello from the package\r?$/m);
        expect(seen).toMatch(/^\/dev\/sr0\r?$/m);
        expect(seen).toMatch(/^\S+\s+UP\s+10\.0\.2\.77\/24 /m);
        expect(seen).toMatch(/^default via 10\.0\.2\.2 dev /m);
        expect(await person.run("deploy", "the deploy word", "id -un")).toMatch(/^deploy\r?$/m);
        // cloud-init doesn't use it: docs/consumers.md.
        expect(await person.run("debian", "the admin word")).toBeUndefined();
    };

    it("is there in Debian 12, whose agent shows when", async () => {
        const { domain, person } = await boot("bookworm", {});
        const { report, warnings, lines } = await watch(host(), domain);
        expect(report).toEqual({ status: "done", by: "agent", tool: "cloud-init" });
        expect(warnings).toEqual([]);
        expect(lines).toContainEqual(expect.stringMatching(/: its agent isn't connected \(\d+ s\)$/));
        expect(lines).toContainEqual(expect.stringMatching(/: cloud-init is (at work|in stage [\w-]+) \(\d+ s\)$/));
        await checkGuest(person);
    });

    it("is there in Debian 13, whose agent only shows its host name", async () => {
        const { domain, person } = await boot("trixie", { allowed: RHEL_COMMANDS });
        const { error } = await watch(host(), domain);
        expect(error?.code).toBe("guest-unreachable");
        expect(error?.message).toMatch(/Debian GNU\/Linux 13 .*guest-file-open.*guest-exec.*by: "hostName"/);
        const named = await watch(host(), domain, { by: "hostName", hostname: "web-1" });
        expect(named.report).toEqual({ status: "done", by: "hostName" });
        await checkGuest(person);
    });
});
