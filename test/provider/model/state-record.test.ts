import { describe, expect, it } from "vitest";
import { withDefaults } from "../../../provider/model/defaults.ts";
import { aliasOf } from "../../../provider/model/mark.ts";
import type { State } from "../../../provider/model/state.ts";
import { recordOf, renewRecord, type StateRecord, stateOf } from "../../../provider/model/state-record.ts";

const ID = "web";

/** A drive whose prefix is its id, with defaults for everything else. */
const STATE: State = {
    ...withDefaults({}),
    connection: "qemu:///system",
    pool: "default",
    volumePrefix: ID,
    alias: aliasOf(ID),
    imageDigest: "00",
    imageSize: 4096,
    volume: "web-00.iso",
    contents: {},
    instanceId: "83679162-1378-4288-a2d4-70e13ec132aa",
    drive: "stored",
    volumeKey: "/pool/web-00.iso",
    volumePath: "/pool/web-00.iso",
    cloudinitId: "/pool/web-00.iso;83679162-1378-4288-a2d4-70e13ec132aa",
    attachedBus: "",
    attachedTarget: "",
    diskXml: "<disk/>",
};

const roundTrip = (state: State): State => stateOf(ID, recordOf(ID, state) as unknown as StateRecord);

describe("the record of a drive", () => {
    it("omits defaults and what follows from the rest", () => {
        expect(Object.keys(recordOf(ID, STATE))).toEqual([
            "connection",
            "pool",
            "imageDigest",
            "imageSize",
            "volume",
            "contents",
            "instanceId",
            "drive",
            "volumeKey",
            "volumePath",
            "cloudinitId",
            "attachedBus",
            "attachedTarget",
            "diskXml",
        ]);
    });

    it.each<[string, Partial<State>]>([
        ["all defaults", {}],
        ["another prefix than its id, and the alias of that", { volumePrefix: "db", alias: aliasOf("db") }],
        ["an alias of a time when the prefix was another", { alias: "ua-config-drive-0123456789ab" }],
        [
            "values of its own",
            { device: "disk", bus: "virtio", cache: "none", ejected: true, retiredVolumes: ["/pool/web-ff.iso"] },
        ],
    ])("restores the state of a drive with %s", (_, own) => {
        const state = { ...STATE, ...own };
        expect(roundTrip(state)).toEqual(state);
        for (const [key, value] of Object.entries(own)) expect(roundTrip(state)).toHaveProperty(key, value);
    });

    it("stays the same if nothing has changed, and records what has", () => {
        const record = recordOf(ID, STATE) as unknown as StateRecord;
        const state = stateOf(ID, record);
        expect(renewRecord(record, state, state)).toEqual(record);
        const drive = "volume not found";
        expect(renewRecord(record, state, { ...state, drive })).toEqual({ ...record, drive });
    });
});
