import type { Command, Option } from "commander";
import { Failure, failed, isSystemError } from "../provider/files/failure.ts";
import type { GuestMeans } from "../provider/model/guest.ts";
import { type BuildArguments, build } from "./build.ts";
import { type CatArguments, cat } from "./cat.ts";
import { type CheckArguments, check } from "./check.ts";
import type { DiffArguments } from "./diff/diff.ts";
import type { DoctorArguments } from "./doctor/doctor.ts";
import { extract } from "./extract.ts";
import { type InspectArguments, inspect } from "./inspect.ts";
import type { ExitCode, Io } from "./io/io.ts";
import { printableLine } from "./io/text.ts";
import type { ShowArguments } from "./show/show.ts";
import type { WatchArguments } from "./watch/watch.ts";

type Done = (code: Promise<ExitCode>) => Promise<void>;

const FROM = "a file, or - for standard input";
const INPUTS = `inputs in JSON or YAML: ${FROM}`;
const IMAGE = `an image: ${FROM}`;
const JSON_OPTION = ["--json", "report as JSON on standard output"] as const;

const MEANS: readonly GuestMeans[] = ["agent", "hostName", "console", "drive"];

const addInputs = (program: Command, io: Io, done: Done): void => {
    program
        .command("build")
        .description("write the image that inputs describe")
        .argument("<inputs>", INPUTS)
        .requiredOption("-o, --output <file>", "file for the image, or - for standard output")
        .option("-f, --format <format>", "iso9660 or vfat; overrides the format in the inputs")
        .option(...JSON_OPTION)
        .action((inputs: string, options: Omit<BuildArguments, "inputs">) => done(build({ ...options, inputs }, io)));
    program
        .command("check")
        .description("report every problem in inputs")
        .argument("<inputs>", INPUTS)
        .option(...JSON_OPTION)
        .action((inputs: string, options: Omit<CheckArguments, "inputs">) => done(check({ ...options, inputs }, io)));
};

const addImages = (program: Command, io: Io, done: Done): void => {
    program
        .command("inspect")
        .description("show an image's label, size, files and metadata, without secrets")
        .argument("<image>", IMAGE)
        .option("-a, --all", "also list the files of the versions that differ from latest, and of those that equal it")
        .option(...JSON_OPTION)
        .action((image: string, options: Omit<InspectArguments, "image">) => done(inspect({ ...options, image }, io)));
    program
        .command("cat")
        .description("print a file of an image as it is; it can contain secrets")
        .argument("<image>", IMAGE)
        .argument("<path>", "path of the file in the image")
        .action((image: string, path: CatArguments["path"]) => done(cat({ image, path }, io)));
    program
        .command("extract")
        .description("write an image's files into a directory")
        .argument("<image>", IMAGE)
        .argument("<directory>", "created if it doesn't exist; nothing in it is overwritten")
        .action((image: string, directory: string) => done(extract({ image, directory }, io)));
    program
        .command("diff")
        .description("compare two drives file by file, without secrets")
        .argument("<left>", `an image, or ${INPUTS}`)
        .argument("<right>", "the same")
        .option("-a, --all", "show a difference again in each version that has it")
        .option("--secrets", "show differences in files and values that can be secret")
        .action(async (left: string, right: string, options: Omit<DiffArguments, "left" | "right">) => {
            const { diff } = await import("./diff/diff.ts");
            await done(diff({ ...options, left, right }, io));
        });
};

const addShow = (program: Command, io: Io, done: Done): void => {
    program
        .command("show")
        .description("write a page that shows a drive, or marks what differs between two, without secrets")
        .argument("<drive>", `an image, or ${INPUTS}`)
        .argument("[other]", "the same, to compare with")
        .option("-o, --output <file>", "file for the page, or - for standard output; defaults to the drive's name.html")
        .option("--open", "open the page in a browser")
        .option("--secrets", "put secrets into the page, each behind a click")
        .action(async (drive: string, other: string | undefined, options: Omit<ShowArguments, "drive" | "other">) => {
            // Only this command loads what renders pages.
            const { show } = await import("./show/show.ts");
            await done(show({ ...options, drive, other }, io));
        });
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
        .option("-i, --inputs <inputs>", `declaration of a drive, ${INPUTS}`)
        .option("-t, --timeout <seconds>", "time limit for all checks; defaults to 10")
        .option(...JSON_OPTION)
        .action(async (uri: string | undefined, options: Omit<DoctorArguments, "uri">) => {
            // Only this command loads the libvirt client.
            const { doctor } = await import("./doctor/doctor.ts");
            await done(doctor({ ...options, uri }, io));
        });
};

const addWatch = (program: Command, option: (flags: string, text: string) => Option, io: Io, done: Done): void => {
    program
        .command("watch")
        .description("follow the first boot of a domain's guest until it ends")
        .argument("<uri>", "libvirt URI")
        .argument("<domain>", "UUID or name of a domain")
        .option("-t, --timeout <seconds>", "time limit for the whole watch; defaults to 900")
        .addOption(
            option("--by <means>", "how the boot is seen; defaults to the best that the domain offers").choices(MEANS),
        )
        .addOption(option("--fail-on <what>", "also fail if the tool reports recoverable errors").choices(["degraded"]))
        .option(...JSON_OPTION)
        .action(async (uri: string, domain: string, options: Omit<WatchArguments, "uri" | "domain">) => {
            // As for doctor.
            const { watch } = await import("./watch/watch.ts");
            await done(watch({ ...options, uri, domain }, io));
        });
};

/** What the system refused and no command explained: by the call and the path. */
const explained = (error: unknown): unknown => {
    if (!isSystemError(error)) return error;
    const { syscall = "", path } = error;
    return failed(path === undefined ? syscall : `${syscall} ${path}`, error);
};

const exitCodeOf = (error: unknown, io: Io): ExitCode => {
    const failure = explained(error);
    if (!(failure instanceof Failure)) throw error;
    io.complain(printableLine(`config-drive: ${failure.message}`));
    return 2;
};

/** Runs the command line. */
export const main = async (args: readonly string[], version: string, io: Io): Promise<ExitCode> => {
    // A module that only `import` loads: Node 22 warns of one that is loaded by `require`.
    const { Command, CommanderError, Option } = await import("commander");
    const program = new Command("config-drive")
        .description("Builds, checks and reads OpenStack config drives, and checks the hosts they go to.")
        .version(version)
        .exitOverride()
        .configureOutput({ writeOut: io.print, writeErr: (text) => io.complain(text.trimEnd()) });
    let code: ExitCode = 0;
    const done: Done = async (result) => {
        code = await result;
    };
    addInputs(program, io, done);
    addImages(program, io, done);
    addShow(program, io, done);
    addDoctor(program, io, done);
    addWatch(program, (flags, text) => new Option(flags, text), io, done);
    try {
        await program.parseAsync([...args], { from: "user" });
        return code;
    } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
        return exitCodeOf(error, io);
    }
};
