import type { Header } from "../../../provider/libvirt/packet.ts";
import { codecs, type WireTypes } from "../../../provider/libvirt/wire.ts";
import { type Codec, XdrWriter } from "../../../provider/libvirt/xdr.ts";

/** A packet that is about to be sent. */
export interface Outgoing {
    readonly header: Header;
    readonly payload: Uint8Array;
    /** What the payload says, for a reply. */
    readonly result?: { readonly type: keyof WireTypes; readonly value: unknown };
}

/** The way out of a daemon that does wrong. */
export interface Outlet {
    readonly closed: boolean;
    /** Sends bytes after all that was sent before, unless the peer has fallen silent. */
    readonly write: (...pieces: readonly Uint8Array[]) => void;
    /** Does something when all before it is done. */
    readonly inTurn: (work: (send: (bytes: Uint8Array) => void) => Promise<void>) => void;
    /** Settles when there is room for more. */
    readonly room: () => Promise<void>;
    /** Says nothing from here on. */
    readonly mute: () => void;
    /** Reads nothing from here on. */
    readonly deafen: () => void;
    readonly hangUp: () => void;
    /** Keeps a packet back until another has been sent. */
    readonly delay: (packet: Outgoing) => void;
}

/** The payload of a reply. */
export const encodeResult = (type: keyof WireTypes, value: unknown): Uint8Array => {
    const writer = new XdrWriter();
    // The model's answer is of the type that the procedure's row names.
    (codecs[type] as Codec<unknown>).write(writer, value);
    return writer.take();
};
