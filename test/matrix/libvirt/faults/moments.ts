import type { Tap, TappedPacket } from "../../../support/fault-proxy.ts";
import { isOnDebian13 } from "../../../support/private-daemons.ts";

type Procedure = TappedPacket["procedure"];

/** Tells a packet by what it is for. */
export type Moment = (packet: TappedPacket) => boolean;

/**
 * Whether faults strike while a stream is open. When a client vanishes then, libvirtd 11.3 hangs for good:
 * docs/versions.md.
 */
export const IN_STREAMS = !isOnDebian13;

/** Those packets with which a stream is opened, used or closed. */
export const isOfStream: Moment = ({ procedure }) =>
    procedure === "storageVolUpload" || procedure === "storageVolDownload";

/** Cuts the link at a packet, which is lost. */
export const cut: Tap = async () => "drop";

/** Cuts it behind: the daemon does what it was asked, and has nobody left to tell. */
export const cutBehind: Tap = async ({ toDaemon }) => (toDaemon ? "pass and cut" : "drop");

/** A call, before the daemon has it. */
export const callOf =
    (name: Procedure): Moment =>
    ({ procedure, toDaemon, inStream }) =>
        procedure === name && toDaemon && !inStream;

/** A reply, when the daemon has done what it was asked and the provider doesn't know yet. */
export const answerTo =
    (name: Procedure): Moment =>
    ({ procedure, toDaemon, inStream }) =>
        procedure === name && !toDaemon && !inStream;

/** The daemon's word that an upload is complete. */
export const uploaded: Moment = ({ procedure, toDaemon, inStream }) =>
    procedure === "storageVolUpload" && !toDaemon && inStream;

/** A packet with a part of an image, or with all of it. */
export const uploading: Moment = ({ procedure, toDaemon, inStream }) =>
    procedure === "storageVolUpload" && toDaemon && inStream;

/** The second data packet of the next upload: of an image of three. */
export const inUpload = (): Moment => {
    let left = 2;
    return (packet) => uploading(packet) && --left === 0;
};

/** Some 700 KiB: three packets of an upload. */
export const LONG = { files: { "/etc/long": { content: "0123456789abcdef".repeat(43_000) } } };
