import { shellQuote, shellWord } from "../../text/shell-word.ts";
import type { SshAddress } from "../transport/address.ts";
import type { ConnectionUri } from "./connection-uri.ts";
import { absolutePath, choice, isSet } from "./parameters.ts";
import { unsupported } from "./refusal.ts";
import { type Environment, SYSTEM_FOLDERS, socketNames } from "./sockets.ts";
import { configValue, type SshFile, type SshFiles, sshFiles, variablesOf } from "./ssh-files.ts";

const netcatScript = (nc: string, sockets: readonly string[]): string =>
    [
        `for socket in ${sockets.join(" ")}; do if test -S "$socket"; then break; fi; done`,
        `if ${nc} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then exec ${nc} -q0 -U "$socket"; fi`,
        `exec ${nc} -U "$socket"`,
    ].join("; ");

/** Where the daemon can listen on the host, as words for its shell. */
const remoteSockets = (uri: string, { driver, path, parameters }: ConnectionUri): readonly string[] => {
    const names = socketNames(uri, driver, parameters);
    const socket = absolutePath(uri, parameters, "socket");
    if (socket !== undefined) return [shellQuote(socket)];
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the remote shell's own notation
    const session = ['"${XDG_RUNTIME_DIR:-$HOME/.cache}"/libvirt'];
    return (path === "/session" ? session : SYSTEM_FOLDERS).flatMap((folder) =>
        names.map((each) => `${folder}/${each}`),
    );
};

/**
 * The command for the host. Its login shell, which can be any, parses the line first, so the line is only `sh`, `-c`
 * and one quoted word. virt-ssh-helper finds the daemon's socket itself; nc needs the path, and its variants differ in
 * whether they exit at the end of their input.
 */
const remoteCommand = (uri: string, target: ConnectionUri, name: string): string => {
    const { parameters } = target;
    const netcat = parameters.get("netcat");
    const proxy = choice(uri, parameters, "proxy", ["auto", "netcat", "native"]) ?? "auto";
    if (proxy === "native" && (netcat !== undefined || parameters.has("socket"))) {
        throw unsupported(uri, "virt-ssh-helper supports neither netcat nor socket", "Remove proxy.");
    }
    // As in libvirt's client, setting netcat or socket selects nc.
    const native = proxy !== "netcat" && netcat === undefined && !parameters.has("socket");
    const mode = parameters.get("mode");
    const helper = `virt-ssh-helper ${shellQuote(mode === undefined ? name : `${name}?mode=${mode}`)}`;
    const nc = netcatScript(shellQuote(netcat ?? "nc"), remoteSockets(uri, target));
    if (proxy === "native") return `sh -c ${shellQuote(`exec ${helper}`)}`;
    const script = native ? `if command -v virt-ssh-helper >/dev/null 2>&1; then exec ${helper}; fi; ${nc}` : nc;
    return `sh -c ${shellQuote(script)}`;
};

const METHODS = ["agent", "privkey", "password", "keyboard-interactive"];

/** `-i` would look for a special path before it expands the path, and ignore it. */
const keyOption = (keyfile: SshFile): readonly string[] =>
    keyfile.variable === undefined ? ["-i", keyfile.path] : ["-o", `IdentityFile=${configValue(keyfile)}`];

const keyOptions = (uri: string, parameters: ReadonlyMap<string, string>, { keyfile }: SshFiles): readonly string[] => {
    const key = keyfile === undefined ? [] : keyOption(keyfile);
    const methods = parameters.get("sshauth")?.split(",");
    if (methods === undefined) return key;
    const unknown = methods.find((method) => !METHODS.includes(method));
    if (unknown !== undefined) {
        throw unsupported(uri, `sshauth contains "${unknown}"`, `Use only ${METHODS.join(", ")}.`);
    }
    // OpenSSH has one method for keys in files and keys in the agent; a separate setting excludes each.
    const names = methods.map((method) => (method === "agent" || method === "privkey" ? "publickey" : method));
    return [
        ...key,
        "-o",
        `PreferredAuthentications=${[...new Set(names)].join(",")}`,
        ...(methods.includes("agent") ? [] : ["-o", "IdentityAgent=none"]),
        ...(methods.includes("privkey") ? [] : ["-o", "IdentityFile=none"]),
    ];
};

const hostKeyOptions = (
    uri: string,
    parameters: ReadonlyMap<string, string>,
    { knownHosts }: SshFiles,
): readonly string[] => {
    const known = knownHosts === undefined ? [] : ["-o", `UserKnownHostsFile=${configValue(knownHosts)}`];
    switch (choice(uri, parameters, "known_hosts_verify", ["normal", "auto", "ignore"])) {
        case "auto":
            return [...known, "-o", "StrictHostKeyChecking=accept-new"];
        case "ignore":
            return ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
        default:
            return isSet(uri, parameters, "no_verify") ? [...known, "-o", "StrictHostKeyChecking=no"] : known;
    }
};

/** The arguments with which this machine's ssh is started for a URI, without a local shell. */
export const sshAddress = (uri: string, target: ConnectionUri, name: string, environment: Environment): SshAddress => {
    const { user, host, port, parameters } = target;
    const hasTerminal = !isSet(uri, parameters, "no_tty", true);
    const program = parameters.get("command") ?? "ssh";
    if (program === "") throw unsupported(uri, "command is empty", "Write the path of an ssh command, or omit it.");
    const files = sshFiles(uri, parameters);
    const login = shellWord(user === undefined ? host : `${user}@${host}`);
    return {
        kind: "ssh",
        host,
        program,
        trial: `${shellWord(program)} ${port === undefined ? "" : `-p ${port} `}${login}`,
        args: [
            ...(port === undefined ? [] : ["-p", String(port)]),
            ...(user === undefined ? [] : ["-l", user]),
            ...keyOptions(uri, parameters, files),
            ...hostKeyOptions(uri, parameters, files),
            "-T",
            "-e",
            "none",
            // A prompt that nobody sees would look like a host that doesn't answer.
            ...(hasTerminal ? [] : ["-o", "BatchMode=yes"]),
            "--",
            host,
            remoteCommand(uri, target, name),
        ],
        environment: { ...environment, ...variablesOf(files) },
        hasTerminal,
    };
};
