import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/**
 * A server on this machine for tests of downloads, with a handler for each path and a temporary folder.
 */
export class StandIn {
    /** @type {Record<string, import("node:http").RequestListener>} */
    handlers = {};
    /** @type {string[]} */
    requests = [];
    folder = mkdtempSync(join(tmpdir(), "config-drive-toolchain-"));

    async start() {
        this.server = createServer((request, response) => {
            this.requests.push(request.url);
            const handler = this.handlers[request.url] ?? ((_request, answer) => answer.writeHead(404).end());
            handler(request, response);
        });
        await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
        this.base = `http://127.0.0.1:${this.server.address().port}`;
        return this;
    }

    async [Symbol.asyncDispose]() {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** Makes the server answer as get.pulumi.com does: with an installer, and with an archive of these commands. */
    servePulumi(commands, version = "3.276.0") {
        const archive = this.archiveOf(commands);
        this.handlers["/install.sh"] = (_request, response) => response.end(this.installer());
        this.handlers[`/pulumi.tar.gz?${version}`] = (_request, response) => response.end(archive);
        return archive;
    }

    /** Treats its arguments as Pulumi's installer does, also by curl and tar. */
    installer() {
        return `#!/bin/sh
set -e
while [ $# -gt 0 ]; do
    case "$1" in
        --install-root) root=$2; shift ;;
        --version) version=$2; shift ;;
    esac
    shift
done
archive=$(mktemp -t pulumi.tar.gz.XXXXXXXXXX)
curl --fail --silent --show-error -L -o "$archive" "${this.base}/pulumi.tar.gz?$version"
extracted=$(mktemp -dt pulumi.XXXXXXXXXX)
tar zxf "$archive" -C "$extracted"
mkdir -p "$root"
cp -r "$extracted/pulumi/." "$root/bin/"
`;
    }

    /** @param {Record<string, string>} commands the text of each script */
    archiveOf(commands) {
        const folder = join(this.folder, "release", "pulumi");
        rmSync(folder, { recursive: true, force: true });
        writeCommands(folder, commands);
        return execFileSync("tar", ["--create", "--gzip", "--directory", dirname(folder), "pulumi"]);
    }

    /**
     * The environment of programs for which this server is get.pulumi.com: Node loads a redirect of fetch first.
     *
     * @returns {NodeJS.ProcessEnv}
     */
    env() {
        const redirect = join(this.folder, "redirect.mjs");
        writeFileSync(
            redirect,
            `const original = globalThis.fetch;
globalThis.fetch = (url, options) => original(String(url).replace("https://get.pulumi.com", "${this.base}"), options);`,
        );
        return {
            ...process.env,
            PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
            PULUMI_HOME: join(this.folder, "home"),
            NODE_OPTIONS: `--import=${redirect}`,
        };
    }
}

/**
 * @param {string} folder
 * @param {Record<string, string>} commands
 */
export function writeCommands(folder, commands) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(commands)) {
        writeFileSync(join(folder, name), text);
        chmodSync(join(folder, name), 0o755);
    }
}

/** Commands that answer the set-up as a Pulumi CLI of that version and its Node host do. */
export function pulumiCommands(version) {
    return { pulumi: `#!/bin/sh\necho v${version}\n`, "pulumi-language-nodejs": "#!/bin/sh\n" };
}
