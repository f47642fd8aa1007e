import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const openssl = (folder: string, ...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
};

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes `<name>cert.pem` and `<name>key.pem`: an authority that signs for a month. */
export const makeAuthority = (folder: string, name: string): void => {
    const files = ["-keyout", `${name}key.pem`, "-out", `${name}cert.pem`];
    openssl(folder, "req", "-x509", ...NEW_KEY, "-days", "30", "-subj", `/CN=${name} of the tests`, ...files);
};

/** The contents of a certificate. */
export interface CertificateOptions {
    /** Name of the authority that signs it. */
    readonly authority: string;
    /** For example `DNS:localhost,IP:127.0.0.1`. */
    readonly names: string;
    /** Days from now; if negative, it has expired. */
    readonly days?: number;
}

/** Makes `<name>cert.pem` and `<name>key.pem`: a host or a client. */
export const makeCertificate = (
    folder: string,
    name: string,
    { authority, names, days = 30 }: CertificateOptions,
): void => {
    writeFileSync(
        join(folder, `${name}.ext`),
        `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature,keyEncipherment\n`,
    );
    openssl(folder, ...["req", ...NEW_KEY, "-subj", `/CN=${name}`, "-keyout", `${name}key.pem`, "-out", `${name}.csr`]);
    openssl(
        folder,
        ...["x509", "-req", "-in", `${name}.csr`, "-out", `${name}cert.pem`, "-extfile", `${name}.ext`],
        ...["-CA", `${authority}cert.pem`, "-CAkey", `${authority}key.pem`, "-CAcreateserial"],
        ...["-days", String(days)],
    );
};

/** Revokes a certificate: makes `<authority>crl.pem`. */
export const revoke = (folder: string, authority: string, name: string): void => {
    const config = [
        "[ca]",
        "default_ca = own",
        "[own]",
        "database = index.txt",
        "default_md = sha256",
        "default_crl_days = 30",
        `certificate = ${authority}cert.pem`,
        `private_key = ${authority}key.pem`,
        "",
    ];
    writeFileSync(join(folder, "ca.cnf"), config.join("\n"));
    writeFileSync(join(folder, "index.txt"), "");
    openssl(folder, "ca", "-config", "ca.cnf", "-revoke", `${name}cert.pem`);
    openssl(folder, "ca", "-config", "ca.cnf", "-gencrl", "-out", `${authority}crl.pem`);
};
