import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate, revoke } from "../support/certificates.ts";
import { addSaslUser, RemoteDaemon, withClient } from "../support/remote-daemon.ts";
import { hasTransportTools, itSpeaksLibvirt, refusalOf } from "../support/transport-contract.ts";

const PASSWORD = "correct horse";
const HERE = "DNS:localhost,IP:127.0.0.1";

/** A folder such as `pkipath` names. */
const pkiFolder = (folder: string, name: string, authority: string, client?: string): void => {
    const target = join(folder, name);
    mkdirSync(target);
    copyFileSync(join(folder, `${authority}cert.pem`), join(target, "cacert.pem"));
    if (client === undefined) return;
    copyFileSync(join(folder, `${client}cert.pem`), join(target, "clientcert.pem"));
    copyFileSync(join(folder, `${client}key.pem`), join(target, "clientkey.pem"));
};

const prepare = (folder: string): void => {
    for (const name of ["ca", "otherca"]) makeAuthority(folder, name);
    makeCertificate(folder, "server", { authority: "ca", names: HERE });
    makeCertificate(folder, "expired", { authority: "ca", names: HERE, days: -1 });
    makeCertificate(folder, "elsewhere", { authority: "ca", names: "DNS:elsewhere.example" });
    makeCertificate(folder, "client", { authority: "ca", names: "DNS:client.example" });
    makeCertificate(folder, "stranger", { authority: "otherca", names: "DNS:client.example" });
    makeCertificate(folder, "late", { authority: "ca", names: "DNS:client.example", days: -1 });
    pkiFolder(folder, "pki", "ca", "client");
    pkiFolder(folder, "pki-other", "otherca", "client");
    pkiFolder(folder, "pki-nobody", "ca");
    pkiFolder(folder, "pki-stranger", "ca", "stranger");
    pkiFolder(folder, "pki-late", "ca", "late");
    mkdirSync(join(folder, "pki-empty"));
    for (const [name, revoked] of [
        ["pki-revoked", "server"],
        ["pki-unrevoked", "late"],
    ] as const) {
        pkiFolder(folder, name, "ca", "client");
        revoke(folder, "ca", revoked);
        copyFileSync(join(folder, "cacrl.pem"), join(folder, name, "cacrl.pem"));
    }
};

const startTls = (certificate: string, auth: "none" | "sasl" = "none"): Promise<RemoteDaemon> =>
    RemoteDaemon.start({
        prepare: (folder) => {
            prepare(folder);
            if (auth === "sasl") addSaslUser(folder, "fred", PASSWORD);
            return {
                listen_tls: 1,
                auth_tls: auth,
                // libvirtd refuses to start with a certificate that it can see is wrong.
                tls_no_sanity_certificate: 1,
                ca_file: `${folder}/cacert.pem`,
                cert_file: `${folder}/${certificate}cert.pem`,
                key_file: `${folder}/${certificate}key.pem`,
            };
        },
    });

describe.skipIf(!hasTransportTools)("qemu+tls", () => {
    let daemon: RemoteDaemon;
    const uri = (pki = "pki", host = "localhost"): string =>
        `qemu+tls://${host}:${daemon.tlsPort}/session?pkipath=${daemon.folder}/${pki}`;

    beforeAll(async () => {
        daemon = await startTls("server");
    });
    afterAll(() => daemon.remove());

    itSpeaksLibvirt("with certificates on both sides", () => ({ uri: uri(), daemon }));
    itSpeaksLibvirt("by address", () => ({ uri: uri("pki", "127.0.0.1"), daemon }));
    itSpeaksLibvirt("for a host without transport", () => ({ uri: uri().replace("+tls", ""), daemon }));
    itSpeaksLibvirt("with the user's own certificates", () => {
        mkdirSync(join(daemon.folder, "someone", ".pki"), { recursive: true });
        const own = join(daemon.folder, "someone", ".pki", "libvirt");
        mkdirSync(own);
        for (const name of ["cacert.pem", "clientcert.pem", "clientkey.pem"]) {
            copyFileSync(join(daemon.folder, "pki", name), join(own, name));
        }
        const options = { environment: { HOME: join(daemon.folder, "someone") } };
        return { uri: uri().replace(/\?.*/, ""), daemon, options };
    });

    it("never leaves libvirtd with a message that it doesn't notice", async () => {
        // Nothing comes to wake it but what is waited for.
        const keepalive = { intervalMs: 60_000, count: 5 };
        await withClient(uri(), { keepalive, timeoutMs: 5000 }, async (client) => {
            for (let round = 0; round < 150; round += 1) {
                await Promise.all(Array.from({ length: 20 }, () => client.getLibVersion()));
            }
        });
    });

    it("refuses a host that the authority hasn't signed, unless it is told not to look", async () => {
        expect(await refusalOf(uri("pki-other"))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the certificate of localhost:PORT isn't signed by the CA in cacert.pem. Put the certificate of the CA that signed the host's certificate into cacert.pem."`,
        );
        await withClient(`${uri("pki-other")}&no_verify=1`, {}, (client) => client.getHostname());
    });

    it("says that the daemon wants a certificate, or doesn't like the one it got", async () => {
        expect(await refusalOf(uri("pki-nobody"))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the daemon requires a client certificate, but none was found. Put clientcert.pem and clientkey.pem next to cacert.pem, or set pkipath to their folder."`,
        );
        expect(await refusalOf(uri("pki-stranger"))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the daemon rejected this client's certificate. Check that the daemon trusts its CA, that it is still valid, and that tls_allowed_dn_list allows it. The daemon's log says which of these failed."`,
        );
        expect(await refusalOf(uri("pki-late"))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the daemon rejected this client's certificate. Check that the daemon trusts its CA, that it is still valid, and that tls_allowed_dn_list allows it. The daemon's log says which of these failed."`,
        );
    });

    it("heeds a list of certificates that were taken back", async () => {
        expect(await refusalOf(uri("pki-revoked"))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the certificate of localhost:PORT has been revoked. Issue a new one for the host."`,
        );
        await withClient(uri("pki-unrevoked"), {}, (client) => client.getHostname());
    });

    it("needs the certificate of an authority", async () => {
        expect(await refusalOf(uri("pki-empty"))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: no CA certificate was found at /tmp/pki-empty/cacert.pem. Put it there, or set pkipath to its folder."`,
        );
    });

    it("says that a port doesn't speak TLS", async () => {
        expect(await refusalOf(uri().replace(String(daemon.tlsPort), String(daemon.tcpPort)))).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: localhost:PORT closed the connection during the TLS handshake. Check the port and the daemon's log."`,
        );
    });
});

describe.skipIf(!hasTransportTools)("qemu+tls and a daemon with a wrong certificate", () => {
    /** The refusal; a client that is told not to look must get through. */
    const refusedBy = async (certificate: string): Promise<string> => {
        const daemon = await startTls(certificate);
        try {
            const uri = `qemu+tls://localhost:${daemon.tlsPort}/session?pkipath=${daemon.folder}/pki`;
            await withClient(`${uri}&no_verify=1`, {}, (client) => client.getHostname());
            return await refusalOf(uri);
        } finally {
            await daemon.remove();
        }
    };

    it("says that it has expired", async () => {
        expect(await refusedBy("expired")).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the certificate of localhost:PORT isn't valid at present (certificate has expired). Renew it, and check the clocks of both machines."`,
        );
    });

    it("says that it is another host's", async () => {
        expect(await refusedBy("elsewhere")).toMatchInlineSnapshot(
            `"connect-failed: connect to URI: the certificate of localhost:PORT is for DNS:elsewhere.example. Use one of these names."`,
        );
    });
});

describe.skipIf(!hasTransportTools)("qemu+tls to a daemon that asks for a password too", () => {
    let daemon: RemoteDaemon;
    const uri = (): string => `qemu+tls://fred@localhost:${daemon.tlsPort}/session?pkipath=${daemon.folder}/pki`;

    beforeAll(async () => {
        daemon = await startTls("server", "sasl");
    });
    afterAll(() => daemon.remove());

    itSpeaksLibvirt("with certificates and password", () => ({ uri: uri(), daemon, options: { password: PASSWORD } }));

    it("is refused with a wrong password, and without any", async () => {
        const wrong = await refusalOf(uri(), { password: "wrong battery" });
        expect(wrong).toMatch(/^connect-failed: connect to URI: authentication failed.*\. Check the user in the URI/);
        expect(wrong).not.toContain("battery");
        expect(await refusalOf(uri())).toMatch(/the password is missing\. Set connectionPassword/);
    });
});
