import { describe, expect, it } from "vitest";
import { diffState } from "../../../provider/check/diff.ts";
import type { RawInputs } from "../../../provider/model/inputs.ts";
import { UNKNOWN } from "../../../provider/model/unknown.ts";
import { DEFAULTS as ALL_DEFAULTS } from "../../support/defaults.ts";

const INPUTS = {
    connection: "qemu:///system",
    domain: "83679162-1378-4288-a2d4-70e13ec132aa",
    pool: "default",
    volumePrefix: "web",
    device: "cdrom",
    bus: "auto",
    startupPolicy: "optional",
    startDomain: false,
    verify: "size",
    timeouts: { create: 5, update: 6 },
    imageDigest: "00",
    imageSize: 4096,
    volume: "web-00.iso",
    contents: {},
    instanceId: "83679162-1378-4288-a2d4-70e13ec132aa",
    drive: "attached",
};
const STATE = { ...INPUTS, attachedBus: "ide", attachedTarget: "hda", retiredVolumes: [] };

/** For every key with a default; `ejected` is in `drive`. */
const { ejected: _, ...DEFAULTS } = ALL_DEFAULTS;
const OTHERS: RawInputs = {
    fixedVolume: true,
    device: "disk",
    bus: "scsi",
    startupPolicy: "mandatory",
    cache: "none",
    onChange: "nextBoot",
    startDomain: true,
    waitForGuest: { timeout: 60 },
    ejectAfterBoot: true,
    keepImage: false,
    verify: "content",
    triggers: "hmac-sha256:00",
    timeouts: { read: 7 },
};

const diff = (state: RawInputs, news: RawInputs) => {
    const { changes, replaces } = diffState({ ...STATE, ...state }, { ...INPUTS, ...news });
    return [changes, replaces];
};

const QUIET = [false, []];
const UPDATE = [true, []];

describe("diffState", () => {
    it.each<[string, RawInputs, RawInputs, unknown]>([
        ["nothing", {}, {}, QUIET],
        ["content", {}, { imageDigest: "01", volume: "web-01.iso" }, UPDATE],
        ["pool", {}, { pool: "fast" }, UPDATE],
        ["prefix of the volume", {}, { volumePrefix: "db", volume: "db-00.iso" }, UPDATE],
        ["device", {}, { device: "disk" }, UPDATE],
        ["what is verified", { verify: undefined }, { verify: "content" }, UPDATE],
        ["bus", {}, { bus: "scsi" }, UPDATE],
        ["startup policy", {}, { startupPolicy: "mandatory" }, UPDATE],
        ["cache", {}, { cache: "none" }, UPDATE],
        ["cache left out", { cache: "none" }, {}, UPDATE],
        ["cache that an older state lacks", { cache: undefined }, { cache: "default" }, QUIET],
        ["start", {}, { startDomain: true }, UPDATE],
        ["time allowed", {}, { timeouts: {} }, UPDATE],
        ["triggers", { triggers: "hmac-sha256:0" }, { triggers: "hmac-sha256:1" }, UPDATE],
        ["triggers added", {}, { triggers: "hmac-sha256:0" }, UPDATE],
        ["triggers left out", { triggers: "hmac-sha256:0" }, {}, UPDATE],
        ["same triggers", { triggers: "hmac-sha256:0" }, { triggers: "hmac-sha256:0" }, QUIET],
        ["whether a diff looks at the domain", {}, { detectDrift: false }, QUIET],
        ["instance id", {}, { instanceId: "other" }, UPDATE],
        ["domain", {}, { domain: "other" }, [true, ["domain"]]],
        ["connection", {}, { connection: "qemu:///session" }, [true, ["connection"]]],
        ["both", {}, { domain: "other", connection: "test" }, [true, ["connection", "domain"]]],
        ["domain added", { domain: undefined, drive: "stored" }, {}, UPDATE],
        ["domain left out", {}, { domain: undefined, drive: "stored" }, UPDATE],
        ["drift", { drive: "detached from the running domain" }, {}, UPDATE],
        ["a medium that was taken out", { drive: "ejected after the first boot" }, {}, QUIET],
        ["one whose image was deleted", { drive: "ejected after the first boot, image deleted" }, {}, QUIET],
        ["a medium that can be taken out", { drive: "attached, and the guest has done its first boot" }, {}, UPDATE],
        [
            "a medium that was taken out, to be ejected",
            { drive: "ejected after the first boot" },
            { drive: "ejected" },
            UPDATE,
        ],
        ["an unfinished run", { drive: "not attached yet" }, {}, UPDATE],
    ])("of %s", (_, state, news, expected) => {
        expect(diff(state, news)).toEqual(expected);
    });

    it.each<[string, RawInputs, unknown]>([
        ["where it is", { target: "hda" }, QUIET],
        ["elsewhere", { target: "hdb" }, UPDATE],
        ["somewhere, unknown yet", { target: UNKNOWN }, UPDATE],
        ["nowhere, being a volume only", { target: "hdb", domain: undefined }, QUIET],
    ])("of a target that is asked for %s", (_, news, expected) => {
        const state = news["domain"] === undefined && "domain" in news ? { domain: undefined, drive: "stored" } : {};
        const drive = "drive" in state ? { drive: "stored" } : {};
        expect(diff(state, { ...news, ...drive })).toEqual(expected);
    });

    it.each(["domain", "connection"])(
        "reports a %s that isn't known yet as a change, since it may be a replacement",
        (key) => {
            expect(diff({}, { [key]: UNKNOWN })).toEqual(UPDATE);
        },
    );

    it("of content that isn't known yet", () => {
        expect(diff({}, { imageDigest: UNKNOWN, volume: UNKNOWN, drive: UNKNOWN })).toEqual(UPDATE);
    });

    it.each(Object.keys(INPUTS).filter((key) => key !== "domain" && !(key in DEFAULTS)))(
        "ignores %s if an older version recorded none",
        (key) => {
            expect(diff({ [key]: undefined }, {})).toEqual(QUIET);
            expect(diff({ [key]: undefined }, { [key]: "changed" })).toEqual(QUIET);
        },
    );

    it.each(Object.entries(DEFAULTS))(
        "treats an omitted %s as its default, in a state and in a declaration",
        (key, value) => {
            const other = OTHERS[key];
            expect(diff({ [key]: undefined }, { [key]: undefined })).toEqual(QUIET);
            expect(diff({ [key]: value }, { [key]: undefined })).toEqual(QUIET);
            expect(diff({ [key]: undefined }, { [key]: value })).toEqual(QUIET);
            expect(diff({ [key]: undefined }, { [key]: other })).toEqual(UPDATE);
            expect(diff({ [key]: other }, { [key]: undefined })).toEqual(UPDATE);
            expect(diff({ [key]: other }, { [key]: other })).toEqual(QUIET);
        },
    );

    it("reports another device of a volume only", () => {
        const stored = {
            domain: undefined,
            device: undefined,
            drive: "stored",
            attachedBus: "",
        };
        expect(diff(stored, { domain: undefined, device: "disk", drive: "stored" })).toEqual(UPDATE);
        expect(diff(stored, { domain: undefined, device: undefined, drive: "stored" })).toEqual(QUIET);
    });

    it("ignores the order of keys, which the engine doesn't keep", () => {
        expect(diff({}, { timeouts: { update: 6, create: 5 } })).toEqual(QUIET);
    });
});
