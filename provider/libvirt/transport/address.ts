/** A socket on this machine. */
export interface UnixAddress {
    readonly kind: "unix";
    /** Absolute paths of sockets. The first one with a listener is used. */
    readonly paths: readonly string[];
    /** Whether the daemon is the user's own. */
    readonly isSession: boolean;
}

/** A daemon's unencrypted port. */
export interface TcpAddress {
    readonly kind: "tcp";
    readonly host: string;
    readonly port: number;
}

/** Where a client's TLS files can be. */
export interface PkiPlace {
    readonly authority: string;
    readonly revocations: string;
    readonly certificate: string;
    readonly key: string;
}

/** A daemon's TLS port. */
export interface TlsAddress {
    readonly kind: "tls";
    readonly host: string;
    readonly port: number;
    /** Where the certificates can be, in order of preference. */
    readonly places: readonly PkiPlace[];
    /** Whether the daemon must present a certificate that the CA issued for this host. */
    readonly verify: boolean;
}

/** A daemon that is reached through ssh. */
export interface SshAddress {
    readonly kind: "ssh";
    readonly host: string;
    readonly program: string;
    readonly args: readonly string[];
    /** The program's environment: this process's, and the variables that the arguments refer to. */
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** A command with which the user can test ssh. */
    readonly trial: string;
    /** Whether ssh may prompt the user at the terminal. */
    readonly hasTerminal: boolean;
}

/** Any address that can be dialled. */
export type Address = UnixAddress | TcpAddress | TlsAddress | SshAddress;
