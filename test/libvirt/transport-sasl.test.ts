import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addSaslUser, RemoteDaemon } from "../support/remote-daemon.ts";
import { hasTransportTools, itSpeaksLibvirt, refusalOf } from "../support/transport-contract.ts";

const PASSWORD = "pässword, with = and comma";

const startSasl = (mechanisms: string): Promise<RemoteDaemon> =>
    RemoteDaemon.start({
        mechanisms,
        config: { auth_unix_rw: "sasl" },
        prepare: (folder) => {
            addSaslUser(folder, "fred", PASSWORD);
            return {};
        },
    });

const uriOf = (daemon: RemoteDaemon, user = "fred@"): string => `qemu+unix://${user}/session?socket=${daemon.socket}`;

describe.skipIf(!hasTransportTools).each(["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"])(
    "SASL by %s",
    (mechanism) => {
        let daemon: RemoteDaemon;
        beforeAll(async () => {
            daemon = await startSasl(mechanism);
        });
        afterAll(() => daemon.remove());

        itSpeaksLibvirt("with user and password", () => ({
            uri: uriOf(daemon),
            daemon,
            options: { password: PASSWORD },
        }));

        it("is refused with a wrong password or user, and says neither", async () => {
            const wrong = await refusalOf(uriOf(daemon), { password: "not the password" });
            expect(wrong).toMatch(
                /^connect-failed: connect to URI: authentication failed.*\. Check the user in the URI/,
            );
            expect(wrong).not.toContain("not the password");
            expect(await refusalOf(uriOf(daemon, "nobody@"), { password: PASSWORD })).toBe(wrong);
        });
    },
);

describe.skipIf(!hasTransportTools)("SASL", () => {
    let daemon: RemoteDaemon;
    beforeAll(async () => {
        daemon = await startSasl("SCRAM-SHA-256 DIGEST-MD5");
    });
    afterAll(() => daemon.remove());

    const authFile = (credentials: string): string => {
        const path = join(daemon.folder, "auth.conf");
        writeFileSync(path, `[credentials-lab]\n${credentials}\n[auth-libvirt-localhost]\ncredentials=lab\n`);
        return path;
    };

    itSpeaksLibvirt("with libvirt's file of credentials", () => ({
        uri: uriOf(daemon, ""),
        daemon,
        options: { environment: { LIBVIRT_AUTH_FILE: authFile(`authname=fred\npassword=${PASSWORD}`) } },
    }));

    it("says what is missing", async () => {
        expect(await refusalOf(uriOf(daemon))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the daemon requires a user and a password (SCRAM-SHA-256), but the password is missing. Set connectionPassword, or set the password in libvirt's auth.conf."`,
        );
        expect(await refusalOf(uriOf(daemon, ""), { password: PASSWORD })).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the daemon requires a user and a password (SCRAM-SHA-256), but the user is missing. Put the user before the host (qemu+tls://user@host/system), or set it in libvirt's auth.conf."`,
        );
    });

    it("names the mechanisms of a daemon that has none of ours", async () => {
        const other = await startSasl("DIGEST-MD5 CRAM-MD5");
        try {
            expect(await refusalOf(uriOf(other), { password: PASSWORD })).toMatchInlineSnapshot(
                `"connect-failed: connect to URI: the daemon offers only DIGEST-MD5,CRAM-MD5; this package supports SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1. Add one of them to mech_list in its /etc/sasl2/libvirt.conf, or use qemu+ssh."`,
            );
        } finally {
            await other.remove();
        }
    });

    it("isn't offered without encryption", async () => {
        const bare = await RemoteDaemon.start({ config: { auth_tcp: "sasl" } });
        try {
            const uri = `qemu+tcp://fred@127.0.0.1:${bare.tcpPort}/session`;
            expect(await refusalOf(uri, { password: PASSWORD })).toMatchInlineSnapshot(
                `"connect-failed: connect to URI: authentication failed: authentication failed. Over unencrypted TCP the daemon offers no password mechanism that this package supports. Use qemu+tls or qemu+ssh."`,
            );
        } finally {
            await bare.remove();
        }
    });
});
