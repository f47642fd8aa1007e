import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Contender, type ContenderName, contendersOn } from "./contenders.ts";
import { Daemon, poolsOf } from "./daemon.ts";
import { contentOf, type Fleet, forEachDrive, nameOf, placeOf } from "./programs/declaration.ts";
import { Project, type RunCost, type StoredResource } from "./project.ts";

/** The steps with each fleet, in this order. */
export const STEPS = ["up", "second up", "change of all", "refresh", "destroy"] as const;

/** One of them. */
export type Step = (typeof STEPS)[number];

const UP = ["up", "--yes", "--skip-preview", "--suppress-progress", "--suppress-outputs"];

const COMMANDS: Readonly<Record<Step, readonly string[]>> = {
    up: UP,
    "second up": UP,
    "change of all": UP,
    refresh: ["refresh", "--yes", "--skip-preview", "--suppress-progress"],
    destroy: ["destroy", "--yes", "--skip-preview", "--suppress-progress"],
};

/** What to measure, and how. */
export interface FleetOptions {
    /** Per contender. */
    readonly drives: number;
    /** For contenders on several hosts. */
    readonly hosts: number;
    /** For contenders in several pools of one host. */
    readonly pools: number;
    readonly rounds: number;
    readonly only: readonly ContenderName[];
    /** The peer is omitted above this number of drives. */
    readonly peerLimit: number;
    /** A longer run counts as one that never ends. */
    readonly deadlineS: number;
    /** The same for the peer, which is known to hang. */
    readonly peerDeadlineS: number;
    /** Whether the engine writes the state only once, not at every step. */
    readonly skipCheckpoints: boolean;
}

/** One step of one contender. */
export interface StepResult {
    readonly contender: ContenderName;
    readonly step: Step;
    readonly round: number;
    readonly cost: RunCost;
    /** Images on its hosts afterwards. */
    readonly images: number;
}

/** Bytes of the state, as JSON, if the host and its pools had usual names. */
export interface StateResult {
    readonly contender: ContenderName;
    /** A drive's declaration. */
    readonly declared: number;
    /** A drive's inputs in the state. */
    readonly inputs: number;
    /** The same with its outputs. */
    readonly stored: number;
}

/** All results for one number of drives. */
export interface FleetResult {
    readonly options: FleetOptions;
    readonly contenders: readonly Contender[];
    readonly steps: readonly StepResult[];
    readonly states: readonly StateResult[];
    /** Volumes that remained after the last destroy. */
    readonly left: readonly string[];
}

/** A contender with its hosts and stack. */
interface Entrant {
    readonly contender: Contender;
    readonly daemons: readonly Daemon[];
    readonly project: Project;
    readonly fleet: Fleet;
    isOut: boolean;
}

const enter = async (
    contender: Contender,
    { drives, skipCheckpoints }: FleetOptions,
    folder: string,
    daemons: Daemon[],
): Promise<Entrant> => {
    const own = join(folder, `${contender.name}-${drives}`);
    mkdirSync(own);
    const hosts: Daemon[] = [];
    for (let index = 0; index < contender.hosts; index += 1) {
        // Short: QEMU's sockets are below it, and the limit for a socket's path is 107 characters; unix(7).
        const name = `${drives}-${daemons.length}`;
        const daemon = new Daemon(join(folder, name), join(folder, "cache"), contender.pools);
        hosts.push(daemon);
        daemons.push(daemon);
        await daemon.start();
    }
    const { isAttached } = contender;
    const pools = poolsOf(contender.pools);
    const fleet = { drives, revision: 1, hosts: hosts.map(({ uri }) => uri), pools, isAttached };
    if (isAttached) {
        const names = forEachDrive(fleet, nameOf);
        const count = hosts.length;
        await Promise.all(
            hosts.map((daemon, host) => daemon.define(names.filter((_name, index) => index % count === host))),
        );
    }
    const environment = skipCheckpoints ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {};
    return {
        contender,
        daemons: hosts,
        project: new Project(own, contender.program, environment),
        fleet,
        isOut: false,
    };
};

/** Where a usual host is, and what its pools are in: this benchmark's own names are longer, and in five values. */
const USUAL = { uri: "qemu+ssh://root@kvm1.example.org/system", folder: "/var/lib/libvirt" };

const stateOf = ({ contender, project, fleet, daemons }: Entrant): StateResult => {
    const sizeOf = (value: unknown): number => {
        const text = daemons.reduce(
            (given, { uri, folder }) => given.replaceAll(uri, USUAL.uri).replaceAll(folder, USUAL.folder),
            JSON.stringify(value),
        );
        return Buffer.byteLength(text);
    };
    const declared = sizeOf({ ...contentOf(0, fleet.revision), ...placeOf(0, fleet) });
    const isOne = ({ type }: StoredResource): boolean => /ConfigDrive$|:Resource$|:NoOp$|CloudInitDisk$/.test(type);
    const ones = project.resources().filter(isOne);
    const inputs = Math.max(0, ...ones.map((one) => sizeOf(one.inputs)));
    const stored = Math.max(0, ...ones.map((one) => sizeOf(one.inputs) + sizeOf(one.outputs)));
    return { contender: contender.name, declared, inputs, stored };
};

/** The results so far. */
interface Journal {
    readonly steps: StepResult[];
    readonly states: StateResult[];
    readonly say: (line: string) => void;
}

/** Runs the CLI for one entrant, until the deadline at most. */
type RunEntrant = (entrant: Entrant, args: readonly string[], revision: number) => Promise<RunCost>;

/** How an unsuccessful run ended. */
export const howItEnds = ({ hasFailed }: Pick<RunCost, "hasFailed">): string => (hasFailed ? "fails" : "doesn't end");

const takeStep = async (
    entrant: Entrant,
    step: Step,
    round: number,
    run: RunEntrant,
    { steps, states, say }: Journal,
): Promise<void> => {
    const { contender, fleet, daemons } = entrant;
    const cost = await run(entrant, COMMANDS[step], step === "up" || step === "second up" ? 1 : 2);
    const images = daemons.reduce((total, daemon) => total + daemon.images, 0);
    steps.push({ contender: contender.name, step, round, cost, images });
    entrant.isOut = !cost.isDone;
    const took = cost.isDone ? `${cost.seconds.toFixed(1)} s` : `${howItEnds(cost)}, ${images} images made`;
    say(`${fleet.drives} × ${contender.title}, ${step}: ${took}`);
    // For most of its life a drive has the outputs of an update.
    if (step === "refresh" && round === 1 && cost.isDone) states.push(stateOf(entrant));
};

const volumesLeft = async (entrants: readonly Entrant[]): Promise<readonly string[]> => {
    const daemons = entrants.filter(({ isOut }) => !isOut).flatMap((entrant) => entrant.daemons);
    return (await Promise.all(daemons.map((daemon) => daemon.volumes()))).flat();
};

/** Measures a fleet: each step of all contenders in turn, so that other load on the machine affects all of them. */
export const measureFleet = async (
    options: FleetOptions,
    folder: string,
    signal: AbortSignal,
    say: (line: string) => void,
): Promise<FleetResult> => {
    const contenders = contendersOn(options.hosts, options.pools).filter(
        ({ name }) => options.only.includes(name) && (name !== "peer" || options.drives <= options.peerLimit),
    );
    const run: RunEntrant = ({ contender, project, fleet, daemons: hosts }, args, revision) => {
        const deadlineS = contender.name === "peer" ? options.peerDeadlineS : options.deadlineS;
        const mayFail = contender.name === "peer";
        return project.run(args, { fleet: { ...fleet, revision }, hosts, deadlineS, mayFail, signal });
    };
    const daemons: Daemon[] = [];
    const journal: Journal = { steps: [], states: [], say };
    try {
        const entrants: Entrant[] = [];
        for (const contender of contenders) entrants.push(await enter(contender, options, folder, daemons));
        // The example makes its stacks itself.
        const withStack = entrants.filter(({ contender }) => contender.program !== "fleet-example");
        for (const entrant of withStack) await run(entrant, ["stack", "init", "bench"], 1);
        const turns = Array.from({ length: options.rounds }, (_nothing, index) =>
            STEPS.flatMap((step) => entrants.map((entrant) => ({ round: index + 1, step, entrant }))),
        ).flat();
        for (const { round, step, entrant } of turns) {
            if (!entrant.isOut) await takeStep(entrant, step, round, run, journal);
        }
        const { steps, states } = journal;
        return { options, contenders, steps, states, left: await volumesLeft(entrants) };
    } finally {
        await Promise.all(daemons.map((daemon) => daemon.stop()));
    }
};
