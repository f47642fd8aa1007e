import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { type ConnectOptions, connect } from "../../../provider/libvirt/client.ts";
import {
    forEver,
    int,
    type Link,
    PATIENCE_MS,
    refusal,
    reply,
    type ScriptedDaemon,
    startScriptedDaemon,
    text,
    virError,
    welcome,
} from "../../support/scripted-libvirtd.ts";

const SOON_MS = 200;
const daemons: ScriptedDaemon[] = [];
afterEach(async () => {
    await Promise.all(daemons.splice(0).map((daemon) => daemon.close()));
});

type Limits = Partial<ConnectOptions>;

/** How connecting to a scripted daemon ends, without the path of the socket. */
const outcome = async (script: (link: Link) => Promise<void>, options: Limits = {}): Promise<string> => {
    const daemon = await startScriptedDaemon(script);
    daemons.push(daemon);
    return await outcomeOf(daemon.uri, options);
};

const outcomeOf = async (uri: string, options: Limits = {}): Promise<string> => {
    try {
        const client = await connect(uri, { environment: {}, timeoutMs: PATIENCE_MS, ...options });
        await client.close();
        return "connected";
    } catch (error) {
        const code = error instanceof Error && "code" in error ? error.code : "no code";
        return `${code}: ${error instanceof Error ? error.message : error}`.replaceAll(
            /\/\S*(scripted-libvirtd|nobody)-\w+/g,
            "/tmp",
        );
    }
};

const temporaryFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), "nobody-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return folder;
};

/** A file that names a user for every host. */
const authFile = async (): Promise<string> => {
    const path = join(await temporaryFolder(), "auth.conf");
    await writeFile(path, "[credentials-a]\nauthname=fred\n[auth-libvirt-default]\ncredentials=a\n");
    return path;
};

/** Root may open everything. */
const asNobody = async <T>(run: () => Promise<T>): Promise<T> => {
    const user = process.geteuid?.();
    if (user !== 0) {
        return await run();
    }
    process.seteuid?.("nobody");
    try {
        return await run();
    } finally {
        process.seteuid?.(user);
    }
};

describe("connect", () => {
    it("asks how to authenticate, and then opens the hypervisor", async () => {
        const daemon = await startScriptedDaemon(async (link) => {
            link.send(reply(await link.next(), int(1), int(0)));
            link.send(reply(await link.next()));
            await link.next();
        });
        daemons.push(daemon);
        expect(await outcomeOf(daemon.uri)).toBe("connected");
        expect(daemon.seen.map(({ procedure, serial }) => [procedure, serial])).toEqual([
            [66, 1],
            [1, 2],
        ]);
    });

    it("lets polkit decide where the daemon asks for it", async () => {
        const procedures: number[] = [];
        const script = async (link: Link): Promise<void> => {
            for (const payload of [[int(2), int(1), int(2)], [int(1)], []]) {
                const call = await link.next();
                procedures.push(call.procedure);
                link.send(reply(call, ...payload));
            }
        };
        expect(await outcome(script)).toBe("connected");
        expect(procedures).toEqual([66, 70, 1]);
    });

    it("says that polkit refused", async () => {
        const script = async (link: Link): Promise<void> => {
            link.send(reply(await link.next(), int(1), int(2)));
            link.send(
                refusal(await link.next(), virError(94, "authentication unavailable: no polkit agent available")),
            );
            await link.next();
        };
        expect(await outcome(script)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: authentication unavailable: no polkit agent available. Add the user to the group "libvirt", or allow org.libvirt.unix.manage in polkit."`,
        );
    });

    it("says that the daemon can't reach polkit", async () => {
        const script = async (link: Link): Promise<void> => {
            link.send(reply(await link.next(), int(1), int(2)));
            link.send(refusal(await link.next(), virError(1, "internal error: Unable to get system bus connection")));
            await link.next();
        };
        expect(await outcome(script)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: internal error: Unable to get system bus connection. Add the user to the group "libvirt", or allow org.libvirt.unix.manage in polkit."`,
        );
    });

    it("says what a daemon wants that isn't known here", async () => {
        const script = async (link: Link): Promise<void> => {
            link.send(reply(await link.next(), int(1), int(7)));
            await link.next();
        };
        expect(await outcome(script)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: the daemon requires authentication type 7, which isn't supported. In its configuration (libvirtd.conf or virtqemud.conf), set auth_unix_rw, auth_tcp or auth_tls to a supported type: "none", "polkit" (sockets only) or "sasl"."`,
        );
    });

    it("doesn't believe a daemon that is content before it has proved that it knows the password", async () => {
        const characters = (message: string) => [...Buffer.from(message)].map(int);
        const script = async (link: Link): Promise<void> => {
            link.send(reply(await link.next(), int(1), int(1)));
            link.send(reply(await link.next(), text("SCRAM-SHA-256")));
            link.send(reply(await link.next(), int(1), int(0), int(4), ...characters("v=AA")));
            await link.next();
        };
        const options = { password: "hunter2", environment: { LIBVIRT_AUTH_FILE: await authFile() } };
        expect(await outcome(script, options)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: SCRAM-SHA-256 failed: the daemon's nonce doesn't start with the client's. Check that the URI names the right host, and check the user and the password."`,
        );
    });

    it("says that the daemon lacks the driver", async () => {
        const script = async (link: Link): Promise<void> => {
            link.send(reply(await link.next(), int(1), int(0)));
            link.send(refusal(await link.next(), virError(1, "no connection driver available for qemu:///system")));
            await link.next();
        };
        expect(await outcome(script)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: no connection driver available for qemu:///system. Check the driver and the path in the URI (qemu:///system or qemu:///session), and check that the daemon's QEMU driver is installed (libvirt-daemon-driver-qemu)."`,
        );
    });

    it("gives up on a daemon that says nothing", async () => {
        expect(await outcome(forEver, { timeoutMs: SOON_MS })).toMatchInlineSnapshot(
            `"timed-out: connect to qemu+unix:/tmp/sock: the daemon hasn't answered for 0.2 s. Check that it responds (virsh -c URI list). If it doesn't, read its log (journalctl -u libvirtd -u virtqemud) and restart it. Then run again."`,
        );
    });

    it("notices a daemon that hangs up", async () => {
        const script = async (link: Link): Promise<void> => {
            await link.next();
            link.hangUp();
        };
        expect(await outcome(script)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: the daemon closed the connection. Check that the daemon is running and read its log (journalctl -u libvirtd -u virtqemud), then run again."`,
        );
    });

    it("notices a peer that is no libvirt daemon", async () => {
        const script = async (link: Link): Promise<void> => {
            link.send(Buffer.from("220 mail.example.org ESMTP\r\n"));
            await forEver();
        };
        expect(await outcome(script)).toMatchInlineSnapshot(
            `"host-failed: connect to qemu+unix:/tmp/sock: the peer sent a packet of 842149920 bytes, which isn't between 28 and 33554436. Check that a libvirt daemon listens there."`,
        );
    });

    it("stops when its signal fires, before or during", async () => {
        expect(await outcome(forEver, { signal: AbortSignal.abort() })).toMatchInlineSnapshot(
            `"aborted: connect to qemu+unix:/tmp/sock: the operation was cancelled. Run again."`,
        );
        const controller = new AbortController();
        const ending = outcome(
            async (link) => {
                await link.next();
                controller.abort();
                await forEver();
            },
            { signal: controller.signal },
        );
        expect(await ending).toMatchInlineSnapshot(
            `"aborted: connect to qemu+unix:/tmp/sock: the operation was cancelled. Run again."`,
        );
    });

    it("says that there is no socket", async () => {
        const folder = await temporaryFolder();
        expect(await outcomeOf(`qemu+unix:///system?socket=${folder}/sock`)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: no socket exists at /tmp/sock. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH)."`,
        );
        expect(await outcomeOf(`qemu+unix:///session?socket=${folder}/sock`)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: no socket exists at /tmp/sock. Start a session daemon: virsh --connect qemu:///session version."`,
        );
    });

    it("says that nothing listens", async () => {
        const folder = await temporaryFolder();
        await writeFile(`${folder}/sock`, "");
        expect(await outcomeOf(`qemu+unix:///system?socket=${folder}/sock`)).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: nothing is listening on /tmp/sock any more. Start the daemon (systemctl start libvirtd, or systemctl start virtqemud.socket on hosts with modular daemons), or name its socket in the URI (?socket=PATH)."`,
        );
    });

    it("says that the user may not open the socket", async () => {
        const folder = await temporaryFolder();
        await writeFile(`${folder}/sock`, "");
        await chmod(folder, 0);
        expect(await asNobody(() => outcomeOf(`qemu+unix:///system?socket=${folder}/sock`))).toMatchInlineSnapshot(
            `"connect-failed: connect to qemu+unix:/tmp/sock: this user isn't allowed to open /tmp/sock. Add the user to the group "libvirt" and log in again, or run as root."`,
        );
    });

    it("passes over the socket of a modular daemon that doesn't run", async () => {
        const daemon = await startScriptedDaemon(welcome, "libvirt/libvirt-sock");
        daemons.push(daemon);
        await writeFile(join(daemon.folder, "libvirt/virtqemud-sock"), "");
        const client = await connect("qemu:///session", { environment: { XDG_RUNTIME_DIR: daemon.folder } });
        await client.close();
        expect(daemon.seen).toHaveLength(2);
    });
});
