import { execFileSync } from "node:child_process";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import type { SshAddress } from "../../../../provider/libvirt/transport/address.ts";
import { parseUri } from "../../../../provider/libvirt/uri.ts";

const sshOf = (uri: string): SshAddress => {
    const { address } = parseUri(uri, {});
    if (address.kind === "ssh") return address;
    throw new Error(`${uri} isn't reached by ssh`);
};

const argsOf = (uri: string): readonly string[] => sshOf(uri).args.slice(0, -1);
const commandOf = (uri: string): string => sshOf(uri).args.at(-1) ?? "";

describe("sshAddress", () => {
    it("calls ssh as libvirt's client does, and lets it ask nothing", () => {
        expect(sshOf("qemu+ssh://kvm1/system").program).toBe("ssh");
        expect(argsOf("qemu+ssh://kvm1/system")).toEqual(["-T", "-e", "none", "-o", "BatchMode=yes", "--", "kvm1"]);
        expect(argsOf("qemu+ssh://root@[fd00::1]:2222/system?keyfile=/k%20y&no_tty=0")).toEqual([
            "-p",
            "2222",
            "-l",
            "root",
            "-i",
            "/k y",
            "-T",
            "-e",
            "none",
            "--",
            "fd00::1",
        ]);
        expect(sshOf("qemu+ssh://kvm1/system?command=/opt/ssh").program).toBe("/opt/ssh");
    });

    it.each([
        ["known_hosts=/a%20b's", ["-o", `UserKnownHostsFile="/a b's"`]],
        ["keyfile=/a%20'b'$c", ["-i", "/a 'b'$c"]],
        [
            "known_hosts=/a&known_hosts_verify=auto",
            ["-o", 'UserKnownHostsFile="/a"', "-o", "StrictHostKeyChecking=accept-new"],
        ],
        ["known_hosts_verify=normal", []],
        ["known_hosts_verify=ignore", ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]],
        ["no_verify=1", ["-o", "StrictHostKeyChecking=no"]],
        ["sshauth=agent", ["-o", "PreferredAuthentications=publickey", "-o", "IdentityFile=none"]],
        ["sshauth=privkey", ["-o", "PreferredAuthentications=publickey", "-o", "IdentityAgent=none"]],
        ["sshauth=agent,privkey,password", ["-o", "PreferredAuthentications=publickey,password"]],
    ])("passes %s on as ssh's options", (query, options) => {
        const [plain, given] = [argsOf("qemu+ssh://kvm1/system"), argsOf(`qemu+ssh://kvm1/system?${query}`)];
        expect(given).toEqual([...options, ...plain]);
    });

    // biome-ignore lint/suspicious/noTemplateCurlyInString: ssh's own notation
    it.each(["%", "%h", "${HOME}", "${", '"', "\\"])("passes a path with %j on in a variable", (special) => {
        const path = `/a/${special}b`;
        const value = encodeURIComponent(path);
        const { args, environment } = sshOf(`qemu+ssh://kvm1/system?keyfile=${value}&known_hosts=${value}`);
        expect(args.slice(0, 4)).toEqual([
            "-o",
            // biome-ignore-start lint/suspicious/noTemplateCurlyInString: ssh's own notation
            "IdentityFile=${CONFIG_DRIVE_KEYFILE}",
            "-o",
            "UserKnownHostsFile=${CONFIG_DRIVE_KNOWN_HOSTS}",
            // biome-ignore-end lint/suspicious/noTemplateCurlyInString: ssh's own notation
        ]);
        expect(environment).toEqual({ CONFIG_DRIVE_KEYFILE: path, CONFIG_DRIVE_KNOWN_HOSTS: path });
    });

    it("sets no variable for other paths", () => {
        expect(sshOf("qemu+ssh://kvm1/system?keyfile=/a%20$b&known_hosts=/~{c}'").environment).toEqual({});
    });

    it("lets ssh inherit the environment", () => {
        const { address } = parseUri("qemu+ssh://kvm1/system", { SSH_AUTH_SOCK: "/agent" });
        expect(address).toMatchObject({ environment: { SSH_AUTH_SOCK: "/agent" } });
    });

    it("suggests a command that can be pasted into a shell", () => {
        expect(sshOf("qemu+ssh://o'hara@kvm1:22/system?command=/opt/my%20ssh").trial).toBe(
            `'/opt/my ssh' -p 22 'o'\\''hara@kvm1'`,
        );
    });

    it("asks the host for virt-ssh-helper, and nc where that isn't", () => {
        expect(commandOf("qemu+ssh://kvm1/system?proxy=native")).toMatchInlineSnapshot(
            `"sh -c 'exec virt-ssh-helper '\\''qemu:///system'\\'''"`,
        );
        expect(commandOf("qemu+ssh://kvm1/system?mode=legacy")).toMatchInlineSnapshot(
            `"sh -c 'if command -v virt-ssh-helper >/dev/null 2>&1; then exec virt-ssh-helper '\\''qemu:///system?mode=legacy'\\''; fi; for socket in /run/libvirt/libvirt-sock /var/run/libvirt/libvirt-sock; do if test -S "$socket"; then break; fi; done; if '\\''nc'\\'' -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then exec '\\''nc'\\'' -q0 -U "$socket"; fi; exec '\\''nc'\\'' -U "$socket"'"`,
        );
        expect(commandOf("qemu+ssh://kvm1/session?proxy=netcat")).toMatchInlineSnapshot(
            `"sh -c 'for socket in "\${XDG_RUNTIME_DIR:-$HOME/.cache}"/libvirt/virtqemud-sock "\${XDG_RUNTIME_DIR:-$HOME/.cache}"/libvirt/libvirt-sock; do if test -S "$socket"; then break; fi; done; if '\\''nc'\\'' -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then exec '\\''nc'\\'' -q0 -U "$socket"; fi; exec '\\''nc'\\'' -U "$socket"'"`,
        );
        expect(commandOf("qemu+ssh://kvm1/system?socket=/s&netcat=/usr/bin/nc.openbsd")).toMatchInlineSnapshot(
            `"sh -c 'for socket in '\\''/s'\\''; do if test -S "$socket"; then break; fi; done; if '\\''/usr/bin/nc.openbsd'\\'' -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; then exec '\\''/usr/bin/nc.openbsd'\\'' -q0 -U "$socket"; fi; exec '\\''/usr/bin/nc.openbsd'\\'' -U "$socket"'"`,
        );
    });

    it("is understood by a shell as it is meant, whatever is in the URI", () => {
        assert(
            property(
                string({ unit: "grapheme" }).filter((text) => !/\p{Cc}|\p{Cs}/u.test(text)),
                (name) => {
                    // In the place of `sh`, a program that says what it was given; first by the login's shell.
                    const command = commandOf(`qemu+ssh://kvm1/system?proxy=native&name=${encodeURIComponent(name)}`);
                    const script = execFileSync("sh", ["-c", command.replace(/^sh -c /, "printf %s ")]).toString();
                    const said = execFileSync("sh", ["-c", script.replace(/^exec virt-ssh-helper /, "printf %s ")]);
                    expect(said.toString()).toBe(name);
                },
            ),
            { numRuns: 50 },
        );
    });
});
