import { withDefaults } from "../defaults.ts";
import { buildDisk } from "../disk/device.ts";
import { chooseTarget, type Slot } from "../disk/slot.ts";
import type { DriveImage } from "../image.ts";
import { type CheckedInputs, STATE_VERSION, type State } from "../state.ts";
import type { StoredVolume } from "../volume.ts";

/** Where a drive may go that no domain has yet: a proposal for whoever writes a domain's XML by hand. */
const slotByHand = (news: CheckedInputs): Slot => {
    const { device, target } = news;
    const { bus } = withDefaults(news);
    const usual = device === "disk" ? "virtio" : "sata";
    const chosen = bus === "auto" ? usual : bus;
    return { bus: chosen, target: target ?? chooseTarget([], chosen) };
};

/** The state of a drive whose image is stored; as yet in no domain. */
export const storedState = (
    news: CheckedInputs,
    { key, medium }: StoredVolume,
    { used, digest }: DriveImage,
    alias: string,
): State => ({
    stateVersion: STATE_VERSION,
    connection: news.connection,
    // A delete is given the state and nothing else.
    ...(news.connectionPassword !== undefined && { connectionPassword: news.connectionPassword }),
    ...(news.domain !== undefined && { domain: news.domain }),
    pool: news.pool,
    volumePrefix: news.volumePrefix,
    device: news.device,
    ...withDefaults(news),
    startDomain: false,
    imageDigest: news.imageDigest,
    imageSize: news.imageSize,
    volume: news.volume,
    contents: news.contents,
    instanceId: news.instanceId,
    drive: news.domain === undefined ? "stored" : "not attached yet",
    volumeKey: key,
    volumePath: medium.path,
    ...(news.verify === "content" && { storedSize: used, storedDigest: digest }),
    cloudinitId: `${key};${news.instanceId}`,
    alias,
    attachedBus: "",
    attachedTarget: "",
    diskXml: buildDisk({
        alias,
        medium,
        device: news.device,
        slot: slotByHand(news),
        startupPolicy: withDefaults(news).startupPolicy,
    }),
});
