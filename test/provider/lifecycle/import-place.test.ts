import { describe, expect, it } from "vitest";
import { parseImportId } from "../../../provider/lifecycle/import/place.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";

const URI = "qemu+ssh://root@kvm1/system?keyfile=/k";
const UUID = "83679162-1378-4288-a2d4-70e13ec132aa";

const refusal = (id: string): string => {
    try {
        return JSON.stringify(parseImportId(id));
    } catch (error) {
        if (error instanceof ConfigDriveError) return `${error.code}: ${error.message}`;
        throw error;
    }
};

describe("the id of an import", () => {
    it.each([
        ["web-1", { kind: "domain", domain: "web-1", target: undefined }],
        [UUID, { kind: "domain", domain: UUID, target: undefined }],
        ["web-1|sda", { kind: "domain", domain: "web-1", target: "sda" }],
        ["web-1|vdaa", { kind: "domain", domain: "web-1", target: "vdaa" }],
        ["default|web-0123456789ab.iso", { kind: "volume", pool: "default", volume: "web-0123456789ab.iso" }],
        ["vg|web-0123456789ab.img", { kind: "volume", pool: "vg", volume: "web-0123456789ab.img" }],
        ["/srv/a|b/seed.iso", { kind: "path", path: "/srv/a|b/seed.iso" }],
    ])("names the host and the drive: %s", (rest, place) => {
        expect(parseImportId(`${URI}|${rest}`)).toEqual({ connection: URI, ...place });
    });

    it.each([
        [" web-1 | sda ", { kind: "domain", domain: "web-1", target: "sda" }],
        [" default | web 1.iso ", { kind: "volume", pool: "default", volume: "web 1.iso" }],
        [" /srv/pool/../pool//seed.iso ", { kind: "path", path: "/srv/pool/seed.iso" }],
    ])("can have spaces around its parts, and a path of another form: %s", (rest, place) => {
        expect(parseImportId(` ${URI} |${rest}`)).toEqual({ connection: URI, ...place });
    });

    it.each([
        "qemu+ssh://root:s3cret@kvm1/system|web-1",
        "qemu+ssh://root:s3@cret@kvm1/system|web-1",
        "qemu+ssh://root:12/s3cret@kvm1/system|web-1",
        "qemu+ssh://root:s3cret@kvm1/system?keyfile=k|web-1",
        "qemu://root:s3cret@kvm1|web-1",
    ])("is refused without the password in it: %s", (id) => {
        expect(refusal(id)).toMatch(
            /^not-importable: import "qemu[^:]*:\/\/root:…@kvm1[^"]*": the URI in the id contains a password\. Remove it and set connectionPassword in the provider's configuration\.$/,
        );
    });

    it.each([
        "qemu+ssh://root:s3cret@kvm1/system",
        "qemu+ssh://root:s3|cret@kvm1/system|web-1",
        "qemu+ssh://root:s3cret|cret@kvm1/system",
        "qemu+ssh://root:12|s3cret@kvm1/system|a|b|c",
        "qemu+ssh://root:s3cret@kvm1/system|a|b|c",
    ])("is refused without the password in it, even if it can't be parsed: %s", (id) => {
        expect(refusal(id)).toMatch(/^not-importable: import "qemu\+ssh:\/\/root:…@kvm1/);
        expect(refusal(id)).not.toMatch(/s3|cret/);
    });

    it.each(["", "web-1", "|web-1", "http://kvm1|web-1", `${URI}|`, `${URI}||a`, `${URI}|a|`, `${URI}|a|b|c`])(
        "is refused with the forms that it can have: %j",
        (id) => {
            expect(refusal(id)).toMatch(/^not-importable: import ".*": .*\. (Use |Refer to the domain)/);
        },
    );

    it("is refused in words", () => {
        expect(
            ["web-1", "|web-1", "http://kvm1/system|web-1", `${URI}|a|`, `${URI}|a|b|c`].map(refusal),
        ).toMatchInlineSnapshot(`
          [
            "not-importable: import "web-1": the id doesn't say which host and which drive. Use URI|DOMAIN, URI|DOMAIN|TARGET, URI|POOL|VOLUME or URI|PATH, e.g. "qemu:///system|web-1" or "qemu:///system|default|web-1a2b3c-0123456789ab.iso".",
            "not-importable: import "|web-1": the id starts without the URI of a host. Use URI|DOMAIN, URI|DOMAIN|TARGET, URI|POOL|VOLUME or URI|PATH, e.g. "qemu:///system|web-1" or "qemu:///system|default|web-1a2b3c-0123456789ab.iso".",
            "not-importable: import "http://kvm1/system|web-1": the driver "http" doesn't exist. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system.",
            "not-importable: import "qemu+ssh://root@kvm1/system?keyfile=/k|a|": a part of the id is empty. Use URI|DOMAIN, URI|DOMAIN|TARGET, URI|POOL|VOLUME or URI|PATH, e.g. "qemu:///system|web-1" or "qemu:///system|default|web-1a2b3c-0123456789ab.iso".",
            "not-importable: import "qemu+ssh://root@kvm1/system?keyfile=/k|a|b|c": the id has more than three parts. Refer to the domain by its UUID, or to the volume by its path.",
          ]
        `);
    });
});
