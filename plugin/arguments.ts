import { VERSION } from "../provider/model/version.ts";

/** What the command line asks for. */
export type Command =
    | { readonly does: "serve"; readonly engine: string | undefined }
    | { readonly does: "print"; readonly text: string }
    | { readonly does: "refuse"; readonly reason: string };

const NAME = "pulumi-resource-config-drive";

const HELP = `${NAME} ${VERSION}: the Pulumi plugin for config-drive:index:ConfigDrive. Pulumi starts it.

usage: ${NAME} ADDRESS   serves the Pulumi engine at this address; prints the port
       ${NAME} --attach  serves an engine that attaches to the printed port:
                                    PULUMI_DEBUG_PROVIDERS=config-drive:PORT pulumi up
       ${NAME} --version
       ${NAME} --help`;

const refuse = (problem: string): Command => ({
    does: "refuse",
    reason: `${NAME}: ${problem}. Pulumi starts this plugin itself; see --help.`,
});

const OPTIONS: Readonly<Record<string, Command>> = {
    "--version": { does: "print", text: VERSION },
    // As programs in Go spell it, which most plugins are.
    "-version": { does: "print", text: VERSION },
    "--help": { does: "print", text: HELP },
    "-h": { does: "print", text: HELP },
    "--attach": { does: "serve", engine: undefined },
};

/** Reads the command line. */
export const parseArguments = (args: readonly string[]): Command => {
    const [only] = args;
    if (args.length === 1 && only !== undefined && Object.hasOwn(OPTIONS, only)) return OPTIONS[only] ?? refuse(only);
    // The engine puts the options of its log before its address: `buildPluginArguments` in pulumi/pulumi.
    const engine = args.at(-1);
    if (engine === undefined) return refuse("the engine's address is missing");
    if (engine.startsWith("-")) return refuse(`unknown option ${engine}`);
    return { does: "serve", engine };
};
