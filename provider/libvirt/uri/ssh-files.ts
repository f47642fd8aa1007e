import { absolutePath } from "./parameters.ts";
import type { Environment } from "./sockets.ts";

/** A file that ssh is to open. */
export interface SshFile {
    readonly path: string;
    /** Names the environment variable that carries the path; undefined if ssh can read the path as it is. */
    readonly variable: string | undefined;
}

/** The files of a URI. */
export interface SshFiles {
    readonly keyfile: SshFile | undefined;
    readonly knownHosts: SshFile | undefined;
}

/**
 * What ssh_config(5) doesn't read literally in a quoted path: `%` begins a token, `${` a variable, and since OpenSSH 8.7
 * a backslash can escape.
 */
const SPECIAL = /%|\$\{|["\\]/;

const fileOf = (path: string | undefined, variable: string): SshFile | undefined =>
    path === undefined ? undefined : { path, variable: SPECIAL.test(path) ? variable : undefined };

/**
 * The files in a URI's parameters. OpenSSH can't escape `${`, and before 8.7 not `"` either. But it expands a variable
 * last and never expands its value, so a special path travels in a variable. Before OpenSSH 8.4, which doesn't expand
 * variables, it can't be passed to every option; ssh then reports that the file `${CONFIG_DRIVE_…}` doesn't exist.
 */
export const sshFiles = (uri: string, parameters: ReadonlyMap<string, string>): SshFiles => ({
    keyfile: fileOf(absolutePath(uri, parameters, "keyfile"), "CONFIG_DRIVE_KEYFILE"),
    knownHosts: fileOf(absolutePath(uri, parameters, "known_hosts"), "CONFIG_DRIVE_KNOWN_HOSTS"),
});

/** A file as the value of an option in ssh_config(5)'s syntax, in which a space would end a path. */
export const configValue = ({ path, variable }: SshFile): string =>
    variable === undefined ? `"${path}"` : `\${${variable}}`;

/** The environment variables that these values refer to. */
export const variablesOf = ({ keyfile, knownHosts }: SshFiles): Environment =>
    Object.fromEntries(
        [keyfile, knownHosts].flatMap((file) => (file?.variable === undefined ? [] : [[file.variable, file.path]])),
    );
