import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../plugin/properties.ts";
import { sealSecrets } from "../../provider/model/secrets.ts";
import { UNKNOWN } from "../../provider/model/unknown.ts";
import { SEED } from "../support/seed.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown): object => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (value: unknown): object => ({ [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value, secret: true });
const OUTPUT_UNKNOWN = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] };

/** A value as the engine sends it, and as the core reads it. */
interface Sent {
    readonly marked: unknown;
    readonly plain: unknown;
}

const leaf = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
);

const UNKNOWNS = [
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    OUTPUT_UNKNOWN,
];

const key = fc.string().filter((each) => each !== SIGNATURE && each !== "__proto__");

const { sent } = fc.letrec<{ sent: Sent }>((tie) => ({
    sent: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf.map((value) => ({ marked: value, plain: value })),
        fc.constantFrom(...UNKNOWNS).map((marked) => ({ marked, plain: UNKNOWN })),
        tie("sent").map(({ marked, plain }) => ({ marked: secret(marked), plain })),
        tie("sent").map(({ marked, plain }) => ({ marked: output(marked), plain })),
        fc.array(tie("sent"), { maxLength: 4 }).map((members) => ({
            marked: members.map(({ marked }) => marked),
            plain: members.map(({ plain }) => plain),
        })),
        fc.dictionary(key, tie("sent"), { maxKeys: 4 }).map((members) => ({
            marked: Object.fromEntries(Object.entries(members).map(([name, { marked }]) => [name, marked])),
            plain: Object.fromEntries(Object.entries(members).map(([name, { plain }]) => [name, plain])),
        })),
    ),
}));

const message = (properties: object): Struct => Struct.fromJavaScript({ ...properties });

describe("properties on the wire", () => {
    it("reach the core without marks, and with one placeholder for all types", () => {
        fc.assert(
            fc.property(fc.dictionary(key, sent), (properties) => {
                const entries = Object.entries(properties);
                const marked = Object.fromEntries(entries.map(([name, each]) => [name, each.marked]));
                const plain = Object.fromEntries(entries.map(([name, each]) => [name, each.plain]));
                const received = Struct.deserializeBinary(message(marked).serializeBinary());
                expect(decode(received).plain).toEqual(plain);
            }),
            { seed: SEED },
        );
    });

    it("go back with the program's marks where the core didn't change them", () => {
        fc.assert(
            fc.property(fc.dictionary(key, sent), (properties) => {
                const marked = Object.fromEntries(
                    Object.entries(properties).map(([name, each]) => [name, each.marked]),
                );
                const received = decode(message(marked));
                expect(encode(received.plain, received).toJavaScript()).toEqual(message(marked).toJavaScript());
            }),
            { seed: SEED },
        );
    });

    it("are secret if the core says so, no matter what the program marked", () => {
        const received = decode(message({ userData: "#!/bin/sh\n", hostname: secret("web"), pool: "fast" }));
        const sealed = encode(sealSecrets({ ...received.plain, pool: "slow" }), received);
        expect(sealed.toJavaScript()).toEqual({
            userData: secret("#!/bin/sh\n"),
            hostname: secret("web"),
            pool: "slow",
        });
    });

    it("omit what is undefined, and keep what is null", () => {
        const values = { pool: undefined, availabilityZone: null, meta: { role: "web", tier: undefined } };
        expect(encode(values).toJavaScript()).toEqual({ availabilityZone: null, meta: { role: "web" } });
    });

    it("are refused if they are nested more deeply than any declaration", () => {
        let deep: unknown = "x";
        for (let level = 0; level < 200; level++) deep = [deep];
        expect(() => decode(message({ vendorData: deep }))).toThrow("nested more than 100 levels deep");
    });
});
