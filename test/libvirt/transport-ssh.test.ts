import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { assert, constantFrom, property, string } from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../provider/libvirt/client.ts";
import { parseUri } from "../../provider/libvirt/uri.ts";
import { uriOf } from "../support/client-verbs.ts";
import { startSilent } from "../support/processes.ts";
import { RemoteDaemon, withClient } from "../support/remote-daemon.ts";
import { SEED } from "../support/seed.ts";
import { Sshd } from "../support/sshd.ts";
import { createVolume, hasTransportTools, itSpeaksLibvirt, noise, refusalOf } from "../support/transport-contract.ts";

/** The processes that this one has started and that still run, by their command lines. */
const children = (): readonly string[] =>
    execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,args="], { encoding: "utf8" })
        .split("\n")
        .map((line) => line.trim());

const sshOf = (port: number): readonly number[] =>
    children()
        .filter((line) => /^\d+ ssh /.test(line) && line.includes(` ${port} `))
        .map((line) => Number.parseInt(line, 10));

describe.skipIf(!hasTransportTools)("qemu+ssh", () => {
    let daemon: RemoteDaemon;
    let sshd: Sshd;
    const variables = { environment: process.env };

    beforeAll(async () => {
        daemon = await RemoteDaemon.start();
        sshd = await Sshd.start({ XDG_RUNTIME_DIR: daemon.runtime });
    });
    afterAll(async () => {
        await sshd.remove();
        await daemon.remove();
    });

    itSpeaksLibvirt("through virt-ssh-helper", () => ({ uri: sshd.uri(), daemon, options: variables }));
    itSpeaksLibvirt("over IPv6", () => ({ uri: sshd.uri("", "[::1]"), daemon, options: variables }));
    itSpeaksLibvirt("through nc", () => ({ uri: sshd.uri("&proxy=netcat"), daemon, options: variables }));
    itSpeaksLibvirt("through virt-ssh-helper to one kind of daemon", () => ({
        uri: sshd.uri("&proxy=native&mode=legacy"),
        daemon,
        options: variables,
    }));
    itSpeaksLibvirt("through nc at a socket", () => ({
        uri: sshd.uri(`&netcat=/bin/nc&socket=${daemon.socket}`),
        daemon,
        options: variables,
    }));

    /** The key and the known hosts in a folder of that name, and their URI. */
    const inFolder = (name: string): string => {
        const folder = `${sshd.folder}/${name}`;
        mkdirSync(folder, { recursive: true });
        copyFileSync(sshd.key, `${folder}/key`);
        copyFileSync(sshd.knownHosts, `${folder}/known`);
        const encoded = encodeURIComponent(folder);
        return sshd.uri("", "127.0.0.1", `${encoded}/key`).replace(sshd.knownHosts, `${encoded}/known`);
    };

    // biome-ignore lint/suspicious/noTemplateCurlyInString: ssh would expand it
    it.each(["we %h ${HOME} 'x' \"y\"", "${NONE}", "100%", "a\\ b\\"])(
        "reads its files in the folder %j",
        async (name) => {
            await withClient(inFolder(name), variables, (client) => client.getHostname());
        },
    );

    it(`reads its files in folders of any name, CONFIG_DRIVE_SEED=${SEED}`, () => {
        // biome-ignore-start lint/suspicious/noTemplateCurlyInString: ssh's own notation
        const special = constantFrom(..."%${}\"'\\ #~=*?,;:@hdurn0é日", "${HOME}", "%%", "$$", "\\ ");
        // biome-ignore-end lint/suspicious/noTemplateCurlyInString: ssh's own notation
        const name = string({ unit: special, minLength: 1, maxLength: 12 }).filter((text) => text !== "~");
        assert(
            property(name, (folder) => {
                const { address } = parseUri(inFolder(folder), process.env);
                if (address.kind !== "ssh") throw new Error("it isn't reached by ssh");
                // Only with this key, and only to this host: no other key works, no other file knows the host.
                const said = execFileSync(address.program, [...address.args.slice(0, -1), "echo both read"], {
                    env: address.environment,
                });
                expect(said.toString()).toBe("both read\n");
            }),
            { numRuns: 25, seed: SEED },
        );
    });

    it("leaves no process behind", async () => {
        const client = await connect(sshd.uri(), variables);
        expect(sshOf(sshd.port)).toHaveLength(1);
        await client.close();
        expect(sshOf(sshd.port)).toEqual([]);
    });

    it("leaves no process behind when it is given up while it connects", async () => {
        const signal = AbortSignal.timeout(50);
        const error: unknown = await connect(sshd.uri(), { ...variables, signal }).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: "timed-out" });
        expect(sshOf(sshd.port)).toEqual([]);
    });

    it("says what ssh says about keys", async () => {
        expect(await refusalOf(sshd.uri("", "127.0.0.1", sshd.otherKey), variables)).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: ssh failed: root@127.0.0.1: Permission denied (publickey). Check the user and the key; a key with a passphrase must be in the agent."`,
        );
        const unknown = sshd.uri().replace(sshd.knownHosts, "/dev/null");
        expect(await refusalOf(unknown, variables)).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: ssh failed: Host key verification failed. Run ssh -p PORT root@127.0.0.1 once and accept the host's key after checking it, or set known_hosts_verify=auto in the URI. If the key has changed, auto doesn't help: once you know why it changed, remove the old key (ssh-keygen -R 127.0.0.1, with a port -R "[127.0.0.1]:PORT")."`,
        );
    });

    it("takes an unknown host's key when it is told to", async () => {
        const file = `${sshd.folder}/learnt`;
        const uri = sshd.uri("&known_hosts_verify=auto").replace(sshd.knownHosts, file);
        await withClient(uri, variables, (client) => client.getHostname());
        await withClient(sshd.uri().replace(sshd.knownHosts, file), variables, (client) => client.getHostname());
    });

    it("says what is missing on the host", async () => {
        expect(
            await refusalOf(sshd.uri(`&netcat=${encodeURIComponent("/no/nc'; id; '")}`), variables),
        ).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: 127.0.0.1 has neither virt-ssh-helper nor nc: sh: 1: exec: /no/nc'; id; ': not found. Install the libvirt daemon or netcat-openbsd there, or set netcat in the URI."`,
        );
        expect(await refusalOf(sshd.uri("&proxy=netcat&socket=/no/socket"), variables)).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: ssh exited with code 1: nc: /no/socket: No such file or directory. Check that libvirtd is running on 127.0.0.1, and that this user is allowed to use it there."`,
        );
    });

    it("says what is missing here, and that nobody listens", async () => {
        expect(await refusalOf(sshd.uri("&command=/no/ssh"), variables)).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the program /no/ssh doesn't exist. Install the OpenSSH client."`,
        );
        expect(await refusalOf(sshd.uri().replace(`:${sshd.port}/`, ":1/"), variables)).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: ssh failed: ssh: connect to host 127.0.0.1 port 1: Connection refused. Check that this works: ssh -p 1 root@127.0.0.1 true."`,
        );
    });

    it("gives a silent host up in time, and its ssh with it", async () => {
        const silent = await startSilent();
        const uri = sshd.uri().replace(`:${sshd.port}/`, `:${silent.port}/`);
        const start = performance.now();
        expect(await refusalOf(uri, { ...variables, timeoutMs: 500 })).toMatchInlineSnapshot(
            `"timed-out: connect to URI: the daemon hasn't answered for 0.5 s. Check that it responds (virsh -c URI list). If it doesn't, read its log (journalctl -u libvirtd -u virtqemud) and restart it. Then run again."`,
        );
        // By a plain signal: force comes two seconds later.
        expect(performance.now() - start).toBeLessThan(2000);
        expect(sshOf(silent.port)).toEqual([]);
        await silent.close();
    });

    it("ends an upload with an error when ssh is killed in the middle, and goes on with the next call", async () => {
        await withClient(sshd.uri(), variables, async (client) => {
            const content = noise(64 << 20);
            const volume = await createVolume(client, daemon, "killed.iso", content.length);
            const upload = client.storageVolUpload(volume, [content], content.length);
            const [pid = 0] = sshOf(sshd.port);
            setTimeout(() => process.kill(pid, "SIGKILL"), 100);
            const error: unknown = await upload.catch((reason: unknown) => reason);
            expect(error).toMatchObject({ code: "connect-failed", sent: true });
            expect(String(error).replace(/of libvirt.*?: /, "")).toMatchInlineSnapshot(
                `"LostConnectionError: call storageVolUpload ssh was killed by SIGKILL. Check that libvirtd is running on 127.0.0.1, and that this user is allowed to use it there."`,
            );
            expect(await uriOf(client)).toBe("qemu:///session");
            expect(sshOf(sshd.port)).toHaveLength(1);
        });
        expect(sshOf(sshd.port)).toEqual([]);
    });
});
