import { Command, CommanderError } from "commander";
import { Failure, isSystemError } from "../provider/files/failure.ts";
import { type BuildArguments, build } from "./build.ts";
import { type CheckArguments, check } from "./check.ts";
import type { DoctorArguments } from "./doctor/doctor.ts";
import { extract } from "./extract.ts";
import { type InspectArguments, inspect } from "./inspect.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { printableLine } from "./io/text.ts";

type Done = (code: Promise<ExitCode>) => Promise<void>;

const FROM = "a file, or - for standard input";

const addCommands = (program: Command, io: Io, done: Done): void => {
    program
        .command("build")
        .description("write the image that an INPUTS.json describes")
        .argument("<inputs>", `INPUTS.json: ${FROM}`)
        .requiredOption("-o, --output <file>", "file for the image, or - for standard output")
        .option("-f, --format <format>", "iso9660 or vfat; overrides the format in the inputs")
        .option("--json", "report as JSON on standard output")
        .action((inputs: string, options: Omit<BuildArguments, "inputs">) => done(build({ ...options, inputs }, io)));
    program
        .command("check")
        .description("report every problem in an INPUTS.json")
        .argument("<inputs>", `INPUTS.json: ${FROM}`)
        .option("--json", "report as JSON on standard output")
        .action((inputs: string, options: Omit<CheckArguments, "inputs">) => done(check({ ...options, inputs }, io)));
    program
        .command("inspect")
        .description("show an image's label, size, files and metadata, without secrets")
        .argument("<image>", FROM)
        .option("--json", "report as JSON on standard output")
        .action((image: string, options: Omit<InspectArguments, "image">) => done(inspect({ ...options, image }, io)));
    program
        .command("extract")
        .description("write an image's files into a directory")
        .argument("<image>", FROM)
        .argument("<directory>", "created if it doesn't exist; nothing in it is overwritten")
        .action((image: string, directory: string) => done(extract({ image, directory }, io)));
};

const addDoctor = (program: Command, io: Io, done: Done): void => {
    program
        .command("doctor")
        .description("check whether a libvirt host, and a domain on it, can take a config drive; changes nothing")
        .argument(
            "[uri]",
            "libvirt URI; defaults to the inputs' connection, else LIBVIRT_DEFAULT_URI, else qemu:///system",
        )
        .option("-d, --domain <domain>", "UUID or name of a domain")
        .option("-p, --pool <pool>", "name of a storage pool; defaults to all pools")
        .option("-i, --inputs <inputs>", `declaration of a drive, INPUTS.json: ${FROM}`)
        .option("-t, --timeout <seconds>", "time limit for all checks; defaults to 10")
        .option("--json", "report as JSON on standard output")
        .action(async (uri: string | undefined, options: Omit<DoctorArguments, "uri">) => {
            // Only this command loads the libvirt client.
            const { doctor } = await import("./doctor/doctor.ts");
            await done(doctor({ ...options, uri }, io));
        });
};

const exitCodeOf = (error: unknown, io: Io): ExitCode => {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Failure) && !isSystemError(error)) throw error;
    io.complain(printableLine(`config-drive: ${error.message}`));
    return 2;
};

/** Runs the command line. */
export const main = async (args: readonly string[], version: string, io: Io): Promise<ExitCode> => {
    const program = new Command("config-drive")
        .description("Builds, checks and reads OpenStack config drives, and checks the hosts they go to.")
        .version(version)
        .exitOverride()
        .configureOutput({ writeOut: io.print, writeErr: (text) => io.complain(text.trimEnd()) });
    let code: ExitCode = 0;
    const done: Done = async (result) => {
        code = await result;
    };
    addCommands(program, io, done);
    addDoctor(program, io, done);
    try {
        await program.parseAsync([...args], { from: "user" });
        return code;
    } catch (error) {
        return exitCodeOf(error, io);
    }
};
