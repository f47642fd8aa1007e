import { buildDisk } from "../disk/device.ts";
import type { SeenDrive } from "../disk/inspect.ts";
import { namesOf } from "../domain/medium.ts";
import type { Mark } from "../domain/own-disk.ts";
import type { DriveImage } from "../image/write.ts";
import { BUSES } from "../model/buses.ts";
import { withDefaults } from "../model/defaults.ts";
import { type CheckedInputs, type Defaulted, isTakenOut, type State } from "../model/state.ts";
import { nameBasedUuid } from "../model/uuid.ts";
import type { Slot } from "../place/slot.ts";
import type { StoredVolume } from "../volume/store.ts";
import { storedDigestOf } from "../volume/stored-digest.ts";

/** What identifies the drive of a state in its domain. */
export const recordedMark = (state: State): Mark => {
    const { alias, volumePath, pool, volume, attachedTarget, diskXml } = state;
    return {
        alias,
        // Keys are paths in pools of files. In other pools an earlier image isn't recognised without the alias.
        media: [...namesOf({ path: volumePath, volume: { pool, name: volume } }), ...state.retiredVolumes],
        // An adopted drive that another tool made may never get the alias.
        ...(diskXml !== "" && !diskXml.includes(alias) && { target: attachedTarget }),
    };
};

/** How the domain of a state should have the drive. */
export const recordedDrive = (state: State): SeenDrive => {
    const { device, bus, ejected, onChange, pool, volume: name, volumePath: path } = state;
    const medium = ejected || isTakenOut(state) ? undefined : { path, volume: { pool, name } };
    return { mark: recordedMark(state), medium, device, bus, onChange };
};

/** A suggested slot for a drive without a domain, for people who write the domain's XML by hand. */
const slotByHand = ({ device, bus }: Pick<Defaulted, "device" | "bus">, target: string | undefined): Slot => {
    const usual = device === "disk" ? "virtio" : "sata";
    const chosen = bus === "auto" ? usual : bus;
    return { bus: chosen, target: target ?? `${BUSES[chosen].prefix}a` };
};

/** The state of a drive whose image is stored, but not attached. */
export const storedState = (
    news: CheckedInputs,
    { key, medium }: StoredVolume,
    image: DriveImage,
    alias: string,
): State => {
    const { domain, connectionPassword } = news;
    const given = withDefaults(news);
    const slot = slotByHand(given, news.target);
    return {
        connection: news.connection,
        // `delete` gets only the state.
        ...(connectionPassword !== undefined && { connectionPassword }),
        ...(domain !== undefined && { domain }),
        pool: news.pool,
        volumePrefix: news.volumePrefix,
        ...given,
        startDomain: false,
        imageDigest: news.imageDigest,
        imageSize: news.imageSize,
        volume: news.volume,
        contents: news.contents,
        instanceId: news.instanceId,
        drive: domain === undefined ? "stored" : "not attached yet",
        volumeKey: key,
        volumePath: medium.path,
        ...(given.verify === "content" && { storedSize: image.used, storedDigest: storedDigestOf(image) }),
        // `@pulumi/libvirt` ignores what follows the key. It must not change either, if the volume's name doesn't.
        cloudinitId: `${key};${given.fixedVolume ? nameBasedUuid(key) : news.instanceId}`,
        alias,
        attachedBus: "",
        attachedTarget: "",
        diskXml: buildDisk({ ...given, alias, medium, slot }),
    };
};
