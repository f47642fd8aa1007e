import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { virsh } from "../libvirtd.ts";
import { type HostEvent, isLife, parseEvent } from "./host-event.ts";
import { StartLog } from "./start-log.ts";
import { type Evidence, LATE_MS, tell } from "./story.ts";

const DEADLINE_MS = 60_000;

/** virsh ends by then, even if the test that started it was killed. */
const LONGEST_SECONDS = "3600";

/** Names of drives' images, as the package makes them. */
const DRIVE = /-[0-9a-f]{6,}\.(iso|img)$/;

/**
 * Records libvirt's events for all domains of a daemon, by virsh, and tells the life of each in words. Whether a machine
 * had its drive in when it started is read from the command line of its QEMU, and when it was resumed, from its live
 * definition at that moment.
 *
 * @example
 * const events = await EventRecorder.start(uri);
 * …
 * expect(await events.take(domain)).toEqual(["Defined", "Started with the drive"]);
 */
export class EventRecorder {
    readonly #uri: string;
    readonly #drive: RegExp;
    readonly #child: ChildProcess;
    readonly #since = Date.now();
    readonly #events: HostEvent[] = [];
    readonly #logs = new Map<string, StartLog>();
    readonly #resumes = new Map<HostEvent, { readonly isIn: boolean; readonly at: number }>();
    readonly #taken = new Map<string, number>();
    #looking: Promise<unknown> = Promise.resolve();
    #said = "";

    private constructor(uri: string, drive: RegExp) {
        this.#uri = uri;
        this.#drive = drive;
        const args = ["-c", uri, "event", "--all", "--loop", "--timestamp", "--timeout", LONGEST_SECONDS];
        this.#child = spawn("virsh", args, { env: { ...process.env, LC_ALL: "C" }, stdio: ["ignore", "pipe", "pipe"] });
        const hear = (stream: NodeJS.ReadableStream | null): void => {
            if (stream !== null) createInterface(stream).on("line", (line) => this.#hear(line));
        };
        hear(this.#child.stdout);
        hear(this.#child.stderr);
        this.#child.on("error", ({ message }) => {
            this.#said += message;
        });
    }

    /**
     * Starts a recorder and waits until events arrive: it misses none from then on.
     *
     * @param drive matches the names of drives' images; by default those that the package makes
     */
    public static async start(uri: string, drive: RegExp = DRIVE): Promise<EventRecorder> {
        const recorder = new EventRecorder(uri, drive);
        try {
            const deadline = Date.now() + DEADLINE_MS;
            while (!(await recorder.#sees(await recorder.#mark(), Math.min(deadline, Date.now() + 500)))) {
                if (Date.now() > deadline) throw new Error(`virsh reports no events: ${recorder.#said}`);
            }
        } catch (error) {
            await recorder.stop();
            throw error;
        }
        return recorder;
    }

    /** What a domain went through since this was last called for it, or since the recorder started. */
    public async take(domain: string): Promise<readonly string[]> {
        await this.#settle();
        const events = this.#events.filter((event) => event.domain === domain);
        const story = tell(events, await this.#evidence(domain, events));
        const taken = this.#taken.get(domain) ?? 0;
        this.#taken.set(domain, story.length);
        return story.slice(taken);
    }

    /** Names of the domains that were defined since the recorder started, oldest first; those that are gone too. */
    public async defined(): Promise<readonly string[]> {
        await this.#settle();
        return [...new Set(this.#life("Defined ").map(({ domain }) => domain))];
    }

    /** Those of them that are still there. */
    public async standing(): Promise<readonly string[]> {
        const names = await this.defined();
        const last = (domain: string) =>
            this.#life("Defined ", "Undefined ").findLast((event) => event.domain === domain);
        return names.filter((domain) => last(domain)?.detail.startsWith("Defined "));
    }

    /** Ends virsh. */
    public async stop(): Promise<void> {
        const { exitCode, signalCode, pid } = this.#child;
        if (exitCode !== null || signalCode !== null || pid === undefined) return;
        const ended = new Promise((resolve) => this.#child.once("exit", resolve));
        this.#child.kill("SIGKILL");
        await ended;
    }

    #life(...starts: readonly string[]): readonly HostEvent[] {
        return this.#events.filter(
            (event) =>
                isLife(event) &&
                !event.domain.startsWith(MARKER) &&
                starts.some((start) => event.detail.startsWith(start)),
        );
    }

    #hear(line: string): void {
        const event = parseEvent(line);
        if (event === undefined) {
            this.#said += `${line}\n`;
            return;
        }
        const before = this.#events.findLast((earlier) => isLife(earlier) && earlier.domain === event.domain);
        this.#events.push(event);
        if (!isLife(event)) return;
        if (event.detail.startsWith("Started ")) this.#logOf(event.domain).read();
        if (event.detail.startsWith("Resumed ") && before?.detail.startsWith("Suspended ")) this.#look(event);
    }

    /** Reads the live definition now. */
    #look(event: HostEvent): void {
        const look = virsh(this.#uri, "dumpxml", event.domain).then(
            (xml) => {
                // The definition of a machine that runs has its number.
                if (!/^<domain [^>]*\bid='/.test(xml)) return;
                const files = [...xml.matchAll(/<source (?:file|dev|volume)='([^']*)'/g)].map(([, path = ""]) => path);
                this.#resumes.set(event, { isIn: this.#hasDrive(files), at: Date.now() });
            },
            (error: unknown) => {
                this.#said += `${error}\n`;
            },
        );
        this.#looking = Promise.all([this.#looking, look]);
    }

    #hasDrive(files: readonly string[]): boolean {
        return files.some((file) => this.#drive.test(basename(file)));
    }

    #logOf(domain: string): StartLog {
        const log = this.#logs.get(domain) ?? new StartLog(this.#uri, domain, this.#since);
        this.#logs.set(domain, log);
        return log;
    }

    async #evidence(domain: string, events: readonly HostEvent[]): Promise<Evidence> {
        const wanted = events.filter(({ detail }) => detail.startsWith("Started ")).length;
        const log = this.#logOf(domain);
        for (const deadline = Date.now() + DEADLINE_MS; log.read().length < wanted; await sleep(50)) {
            if (Date.now() > deadline) throw new Error(`the log of domain "${domain}" doesn't show all of its starts`);
        }
        return { starts: log.read().map(({ files }) => this.#hasDrive(files)), resumes: this.#resumes };
    }

    /** Waits until everything that happened before this call is known. */
    async #settle(): Promise<void> {
        if (!(await this.#sees(await this.#mark(), Date.now() + DEADLINE_MS))) {
            throw new Error(`virsh reports no more events: ${this.#said}`);
        }
        await this.#looking;
        const latest = Math.max(0, ...[...this.#resumes.values()].map(({ at }) => at));
        await sleep(Math.max(0, latest + LATE_MS - Date.now()));
    }

    /** Defines and undefines a domain: all earlier events arrive before those of it. */
    async #mark(): Promise<string> {
        const name = `${MARKER}${randomBytes(4).toString("hex")}`;
        const file = join(tmpdir(), `${name}.xml`);
        writeFileSync(
            file,
            `<domain type='qemu'><name>${name}</name><memory>1024</memory><os><type>hvm</type></os></domain>`,
        );
        try {
            await virsh(this.#uri, "define", file);
            await virsh(this.#uri, "undefine", name);
        } finally {
            rmSync(file);
        }
        return name;
    }

    async #sees(marker: string, deadline: number): Promise<boolean> {
        const isSeen = () =>
            this.#events.some(({ domain, detail }) => domain === marker && detail.startsWith("Undefined "));
        while (!isSeen() && Date.now() < deadline) await sleep(20);
        return isSeen();
    }
}

const MARKER = "event-recorder-";
