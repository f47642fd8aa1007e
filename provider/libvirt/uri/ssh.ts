import { shellQuote } from "../../text/shell-word.ts";
import type { SshAddress } from "../transport.ts";
import type { ConnectionUri } from "../uri.ts";
import { absolutePath, choice, isSet } from "./parameters.ts";
import { unsupported } from "./refusal.ts";
import { SYSTEM_FOLDERS, socketNames } from "./sockets.ts";

/** How this machine's ssh is called for a URI: no shell of this machine is asked. */
export const sshAddress = (uri: string, target: ConnectionUri, name: string): SshAddress => {
    const { user, host, port, parameters } = target;
    const hasTerminal = !isSet(uri, parameters, "no_tty", true);
    const program = parameters.get("command") ?? "ssh";
    const login = user === undefined ? host : `${user}@${host}`;
    return {
        kind: "ssh",
        host,
        program,
        trial: `${program} ${port === undefined ? "" : `-p ${port} `}${login}`,
        args: [
            ...(port === undefined ? [] : ["-p", String(port)]),
            ...(user === undefined ? [] : ["-l", user]),
            ...keyOptions(uri, parameters),
            ...hostKeyOptions(uri, parameters),
            "-T",
            "-e",
            "none",
            // A question that nobody sees would look like a host that doesn't answer.
            ...(hasTerminal ? [] : ["-o", "BatchMode=yes"]),
            "--",
            host,
            remoteCommand(uri, target, name),
        ],
        hasTerminal,
    };
};

/** A value in the syntax of ssh_config(5), in which `%` begins a token. */
const configValue = (uri: string, path: string): string => {
    if (path.includes('"')) {
        throw unsupported(uri, `ssh takes no path with a quotation mark: ${path}`);
    }
    return `"${path.replaceAll("%", "%%")}"`;
};

const METHODS = ["agent", "privkey", "password", "keyboard-interactive"];

const keyOptions = (uri: string, parameters: ReadonlyMap<string, string>): readonly string[] => {
    const keyfile = absolutePath(uri, parameters, "keyfile");
    const key = keyfile === undefined ? [] : ["-i", keyfile];
    const methods = parameters.get("sshauth")?.split(",");
    if (methods === undefined) {
        return key;
    }
    const unknown = methods.find((method) => !METHODS.includes(method));
    if (unknown !== undefined) {
        throw unsupported(uri, `sshauth names "${unknown}"`, undefined, `There are: ${METHODS.join(", ")}.`);
    }
    // OpenSSH has one method for keys of files and keys of the agent; each is kept out by a setting of its own.
    const names = methods.map((method) => (method === "agent" || method === "privkey" ? "publickey" : method));
    return [
        ...key,
        "-o",
        `PreferredAuthentications=${[...new Set(names)].join(",")}`,
        ...(methods.includes("agent") ? [] : ["-o", "IdentityAgent=none"]),
        ...(methods.includes("privkey") ? [] : ["-o", "IdentityFile=none"]),
    ];
};

const hostKeyOptions = (uri: string, parameters: ReadonlyMap<string, string>): readonly string[] => {
    const file = absolutePath(uri, parameters, "known_hosts");
    const known = file === undefined ? [] : ["-o", `UserKnownHostsFile=${configValue(uri, file)}`];
    switch (choice(uri, parameters, "known_hosts_verify", ["normal", "auto", "ignore"])) {
        case "auto":
            return [...known, "-o", "StrictHostKeyChecking=accept-new"];
        case "ignore":
            return ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
        default:
            return isSet(uri, parameters, "no_verify") ? [...known, "-o", "StrictHostKeyChecking=no"] : known;
    }
};

/**
 * What the host is to run. Its login shell, whichever that is, reads the line first: all it sees is `sh`, `-c` and one
 * quoted word. virt-ssh-helper knows by itself where the daemon listens; nc has to be told, and its kinds differ in
 * whether they end when their input does.
 */
const remoteCommand = (uri: string, target: ConnectionUri, name: string): string => {
    const { parameters } = target;
    const netcat = parameters.get("netcat");
    const proxy = choice(uri, parameters, "proxy", ["auto", "netcat", "native"]) ?? "auto";
    if (proxy === "native" && (netcat !== undefined || parameters.has("socket"))) {
        throw unsupported(uri, "virt-ssh-helper takes neither netcat nor socket", undefined, "Leave proxy out.");
    }
    // As libvirt's client: who names nc or a socket wants nc.
    const native = proxy !== "netcat" && netcat === undefined && !parameters.has("socket");
    const mode = parameters.get("mode");
    const helper = `virt-ssh-helper ${shellQuote(mode === undefined ? name : `${name}?mode=${mode}`)}`;
    const nc = netcatScript(shellQuote(netcat ?? "nc"), remoteSockets(uri, target));
    if (proxy === "native") {
        return `sh -c ${shellQuote(`exec ${helper}`)}`;
    }
    const script = native ? `if command -v virt-ssh-helper >/dev/null 2>&1; then exec ${helper}; fi; ${nc}` : nc;
    return `sh -c ${shellQuote(script)}`;
};

const netcatScript = (nc: string, sockets: readonly string[]): string =>
    [
        `for socket in ${sockets.join(" ")}; do if test -S "$socket"; then break; fi; done`,
        `if ${nc} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then exec ${nc} -q0 -U "$socket"; fi`,
        `exec ${nc} -U "$socket"`,
    ].join("; ");

/** Words of the remote shell: where the daemon may listen there. */
const remoteSockets = (uri: string, { driver, path, parameters }: ConnectionUri): readonly string[] => {
    const names = socketNames(uri, driver, parameters);
    const socket = absolutePath(uri, parameters, "socket");
    if (socket !== undefined) {
        return [shellQuote(socket)];
    }
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the remote shell's own notation
    const session = ['"${XDG_RUNTIME_DIR:-$HOME/.cache}"/libvirt'];
    return (path === "/session" ? session : SYSTEM_FOLDERS).flatMap((folder) =>
        names.map((each) => `${folder}/${each}`),
    );
};
