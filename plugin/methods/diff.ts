import { type DiffRequest, DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb.js";
import { diff } from "../../provider/index.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { type Change, detailedDiff } from "../detailed-diff.ts";
import { decode } from "../properties.ts";
import { stateIn } from "../stored.ts";

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
const KINDS = { add: ADD, delete: DELETE, update: UPDATE } satisfies Record<Change, PropertyDiff.Kind>;
const REPLACING = { add: ADD_REPLACE, delete: DELETE_REPLACE, update: UPDATE_REPLACE } satisfies Record<
    Change,
    PropertyDiff.Kind
>;

/** What neither the program nor the host sets. */
const INTERNAL = ["__provider", "__defaults", "__defaultVolumePrefix", "__checkedBy"];

const declared = (inputs: RawInputs): RawInputs =>
    Object.fromEntries(Object.entries(inputs).filter(([key]) => !INTERNAL.includes(key)));

/** The drive's condition on the host, which an update repairs; the declaration doesn't have it. */
const driftIn = (olds: RawInputs, news: RawInputs): readonly [string, Change][] =>
    olds["drive"] === news["drive"] ? [] : [["drive", "update"]];

const rootOf = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

/** Compares a drive with its declaration. */
export const diffDrive = async (request: DiffRequest): Promise<DiffResponse> => {
    const olds = decode(request.getOlds()).plain;
    const news = decode(request.getNews()).plain;
    const oldInputs = decode(request.getOldInputs()).plain;
    const { changes, replaces, deleteBeforeReplace } = await diff(request.getId(), stateIn(olds), news);
    const response = new DiffResponse()
        .setChanges(changes ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
        .setReplacesList(replaces)
        .setDeletebeforereplace(deleteBeforeReplace);
    if (!changes) return response;
    const ofInputs = detailedDiff(declared(oldInputs), declared(news));
    for (const [path, change] of new Map([...driftIn(olds, news), ...ofInputs])) {
        const kinds = replaces.includes(rootOf(path)) ? REPLACING : KINDS;
        const one = new PropertyDiff().setKind(kinds[change]).setInputdiff(ofInputs.has(path));
        response.getDetaileddiffMap().set(path, one);
    }
    return response.setHasdetaileddiff(true).setDiffsList([...new Set([...ofInputs.keys()].map(rootOf))]);
};
