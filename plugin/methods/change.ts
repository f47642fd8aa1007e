import { randomBytes } from "node:crypto";
import {
    type CreateRequest,
    CreateResponse,
    type DeleteRequest,
    type ReadRequest,
    ReadResponse,
    type UpdateRequest,
    UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { create, read, delete as remove, update } from "../../provider/index.ts";
import type { RawInputs } from "../../provider/model/inputs.ts";
import { UNKNOWN } from "../../provider/model/unknown.ts";
import { decode, encode } from "../properties.ts";
import type { Session } from "../session.ts";
import { checkedIn, stateIn } from "../stored.ts";
import { prefixOf } from "../urn.ts";

/** Outputs that only the host can tell: where the volume is, and where the drive is in its domain. */
const OF_VOLUME = ["volumeKey", "volumePath", "cloudinitId"];
const OF_HOST = [...OF_VOLUME, "diskXml", "attachedBus", "attachedTarget"];

const PLANNED = ["imageDigest", "imageSize", "volume", "contents", "instanceId", "drive"];

const isWatched = ({ waitForGuest = false, ejectAfterBoot = false }: RawInputs): boolean =>
    waitForGuest !== false || ejectAfterBoot !== false;

/** The outputs that a create would return. */
const preview = (inputs: RawInputs): RawInputs => ({
    ...Object.fromEntries(PLANNED.map((key) => [key, inputs[key]])),
    ...Object.fromEntries(OF_HOST.map((key) => [key, UNKNOWN])),
    ...(isWatched(inputs) && { guest: UNKNOWN }),
});

/** What an update leaves as it is if the image stays the same. */
const sameVolume = (olds: RawInputs, news: RawInputs): RawInputs => {
    const isSame = olds["volume"] === news["volume"] && olds["pool"] === news["pool"];
    return isSame ? Object.fromEntries(OF_VOLUME.map((key) => [key, olds[key]])) : {};
};

const foresee: typeof import("../../provider/engine/drives.ts").foresee = async (...args) => {
    const drives = await import("../../provider/engine/drives.ts");
    await drives.foresee(...args);
};

/** Pulumi's `customTimeouts`, in seconds; 0 if the program sets none. */
const limit = (request: { readonly getTimeout: () => number }): number | undefined => request.getTimeout() || undefined;

/** Creates a drive. */
export const createDrive = async (
    request: CreateRequest,
    { configuration, created }: Session,
): Promise<CreateResponse> => {
    const { plain } = decode(request.getProperties());
    if (request.getPreview()) {
        if (configuration.checkHost) await foresee(checkedIn(plain));
        return new CreateResponse().setProperties(encode(preview(plain)));
    }
    const { id, outs } = await create(checkedIn(plain), limit(request));
    created.set(request.getUrn(), decode(encode(outs)).plain);
    return new CreateResponse().setId(id).setProperties(encode(outs));
};

/** Updates a drive. */
export const updateDrive = async (
    request: UpdateRequest,
    { configuration }: Pick<Session, "configuration">,
): Promise<UpdateResponse> => {
    const { plain: olds } = decode(request.getOlds());
    const { plain: news } = decode(request.getNews());
    if (request.getPreview()) {
        if (configuration.checkHost) await foresee(checkedIn(news), stateIn(olds));
        return new UpdateResponse().setProperties(encode({ ...preview(news), ...sameVolume(olds, news) }));
    }
    const { outs } = await update(request.getId(), stateIn(olds), checkedIn(news), limit(request));
    return new UpdateResponse().setProperties(encode(outs));
};

/** Reads a drive that no state knows: for `pulumi import`, and for `get` in a program. */
const importFrom = async (
    request: ReadRequest,
    { configuration }: Pick<Session, "configuration">,
): Promise<ReadResponse> => {
    const { importDrive } = await import("../../provider/engine/import.ts");
    const { defaults } = configuration;
    const context = { defaults, volumePrefix: prefixOf(request.getUrn()), randomBytes };
    const { id, inputs, props } = await importDrive(request.getId(), context, limit(request));
    return new ReadResponse().setId(id).setProperties(encode(props)).setInputs(encode(inputs));
};

/** Reads a drive. */
export const readDrive = async (
    request: ReadRequest,
    session: Pick<Session, "configuration">,
): Promise<ReadResponse> => {
    const inputs = decode(request.getInputs());
    const { plain } = decode(request.getProperties());
    if (Object.keys(plain).length === 0) return await importFrom(request, session);
    const record = stateIn(plain);
    const { id, props } = await read(request.getId(), record, limit(request));
    return new ReadResponse().setId(id).setProperties(encode(props)).setInputs(encode(inputs.plain, inputs));
};

/** Deletes a drive. */
export const deleteDrive = async (request: DeleteRequest, { created }: Session): Promise<void> => {
    const record = stateIn(decode(request.getProperties()).plain);
    const successor = created.get(request.getUrn());
    await remove(request.getId(), record, limit(request), successor && stateIn(successor));
};
