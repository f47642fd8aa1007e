import { isDeepStrictEqual } from "node:util";
import { defaultUuid } from "../../check/instance-id.ts";
import { isOwnImage } from "../../image/seal.ts";
import type { RawInputs } from "../../model/inputs.ts";
import { aliasOf } from "../../model/mark.ts";
import type { CheckedInputs, State } from "../../model/state.ts";
import { isBare } from "../../spec/image.ts";
import type { HostHandle } from "../../volume/host.ts";
import { readDrive } from "../read.ts";
import { storedState } from "../stored.ts";
import { type Declared, declareFound } from "./declare.ts";
import { findDrive } from "./find.ts";
import { foreignState, isSame } from "./foreign.ts";
import { type FoundImage, readVolume } from "./image.ts";
import { observe } from "./observed.ts";
import type { ImportPlace } from "./place.ts";
import { reportAttached, reportDropped } from "./report.ts";

/** What an import can't learn from the host. */
export interface ImportContext {
    /** Values for inputs that the program doesn't declare. */
    readonly defaults: RawInputs;
    /** The prefix of a drive whose volume isn't named by this package. */
    readonly volumePrefix: string;
    /** Generates a seed for a drive that has none. */
    readonly randomBytes: (size: number) => Uint8Array;
}

/** A drive that exists, as a create with these inputs would have left it. */
export interface Imported {
    readonly inputs: RawInputs;
    readonly state: State;
}

/** What the drive is declared with, and how its declaration is checked. */
interface Found {
    readonly inputs: RawInputs;
    readonly image: FoundImage;
    readonly declare: (inputs: RawInputs) => Promise<Declared>;
}

/** What is on the drive. One of another program is written again anyway, so it gets a seed if it has none. */
const contentOf = ({ bytes, drive: { inputs } }: FoundImage): RawInputs => {
    if (inputs["randomSeed"] !== null || isOwnImage(bytes)) return inputs;
    const { randomSeed: _, ...seedless } = inputs;
    return seedless;
};

/** A digest can be keyed with a seed that isn't on the drive. Without the seed, the volume's name can't be reproduced. */
const declareBare = async ({ inputs, image, declare }: Found): Promise<Declared> => {
    const unkeyed = await declare(inputs);
    if (unkeyed.inputs.volume === image.volume.name) return unkeyed;
    const { randomSeed: _, ...others } = inputs;
    return await declare(others);
};

/** Declares the instance id only if it doesn't follow from the rest. */
const declareFull = async ({ inputs, image, declare }: Found): Promise<Declared> => {
    const { uuid, ...others } = inputs;
    if (defaultUuid(inputs) === uuid) return await declare(others);
    if (isOwnImage(image.bytes)) {
        const again = await declare({ ...others, rerun: "onChange" });
        if (again.inputs.instanceId === uuid) return again;
    }
    return await declare(inputs);
};

const plannedOf = ({ imageDigest, imageSize, volume, contents, instanceId }: State): RawInputs => ({
    imageDigest,
    imageSize,
    volume,
    contents,
    instanceId,
});

/**
 * The inputs to declare. The program has its defaults anyway, so a drive declares only what overrides one. The host is
 * part of what was asked for.
 */
const inputsToDeclare = (checked: CheckedInputs, observed: RawInputs, defaults: RawInputs): RawInputs => {
    const others = Object.entries(checked).filter(([key]) => !Object.hasOwn(defaults, key));
    const overriding = Object.entries(observed).filter(
        ([key, value]) => Object.hasOwn(defaults, key) && !isDeepStrictEqual(value, defaults[key]),
    );
    return { ...Object.fromEntries([...others, ...overriding]), connection: checked.connection };
};

/**
 * Imports the drive at a place: finds it, reads its image, and returns the inputs that reproduce both. Changes nothing
 * on the host.
 *
 * @param doing What the messages start with.
 */
export const importFrom = async (
    host: HostHandle,
    place: ImportPlace,
    context: ImportContext,
    doing: string,
): Promise<Imported> => {
    const { defaults, randomBytes } = context;
    const found = await findDrive(host, place, doing);
    const image = await readVolume(host, found.volume, doing);
    const observed = observe(place.connection, found, image, context);
    const inputs = { ...defaults, ...observed.inputs, ...contentOf(image) };
    const declare = (some: RawInputs): Promise<Declared> => declareFound(some, doing, randomBytes);
    const declared = await (isBare(inputs) ? declareBare : declareFull)({ inputs, image, declare });
    reportDropped(host, image, declared);
    if (found.attached === undefined) await reportAttached(host, place, image);
    const { inputs: checked, built } = declared;
    const alias = observed.alias ?? aliasOf(checked.volumePrefix);
    const as = isSame(image, built) ? {} : foreignState(image, declared);
    const stored = { ...storedState(checked, image.stored, built.image, alias), ...as, volume: found.volume.name };
    const state = await readDrive(host, stored);
    const { __checkedBy, ...others } = inputsToDeclare(checked, observed.inputs, defaults);
    const isUnchanged = state.imageDigest === checked.imageDigest && state.volume === checked.volume;
    return {
        inputs: { ...others, ...plannedOf(state), ...(isUnchanged && __checkedBy !== undefined && { __checkedBy }) },
        state,
    };
};
