import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigDriveError } from "../../../provider/errors.ts";
import { parseUri } from "../../../provider/libvirt/uri.ts";

const ENVIRONMENT = { XDG_RUNTIME_DIR: "/run/user/1000", HOME: "/home/user" };

const parse = (uri: string, environment: Readonly<Record<string, string>> = ENVIRONMENT) => {
    const { name, address } = parseUri(uri, environment);
    return { name, paths: address.paths };
};

describe("parseUri", () => {
    it("looks for the system's daemon, the modular one first", () => {
        expect(parse("qemu:///system")).toEqual({
            name: "qemu:///system",
            paths: [
                "/run/libvirt/virtqemud-sock",
                "/run/libvirt/libvirt-sock",
                "/var/run/libvirt/virtqemud-sock",
                "/var/run/libvirt/libvirt-sock",
            ],
        });
    });

    it("looks for a session's daemon where its environment says", () => {
        const paths = (folder: string) => [`${folder}/virtqemud-sock`, `${folder}/libvirt-sock`];
        expect(parse("qemu:///session").paths).toEqual(paths("/run/user/1000/libvirt"));
        expect(parse("qemu:///session", { HOME: "/home/user" }).paths).toEqual(paths("/home/user/.cache/libvirt"));
        const cache = { HOME: "/home/user", XDG_CACHE_HOME: "/cache" };
        expect(parse("qemu+unix:///session", cache).paths).toEqual(paths("/cache/libvirt"));
    });

    it("takes the socket that the URI names, and doesn't tell the daemon about it", () => {
        expect(parse("qemu+unix:///system?socket=/tmp/a+b%20c/sock")).toEqual({
            name: "qemu:///system",
            paths: ["/tmp/a+b c/sock"],
        });
        expect(parse("test+unix:///default?socket=/s")).toEqual({ name: "test:///default", paths: ["/s"] });
        expect(parse("test:///default?socket=/s")).toEqual({ name: "test:///default", paths: ["/s"] });
    });

    it("keeps to one kind of daemon when told so", () => {
        expect(parse("qemu:///session?mode=direct").paths).toEqual(["/run/user/1000/libvirt/virtqemud-sock"]);
        expect(parse("qemu:///session?mode=legacy").paths).toEqual(["/run/user/1000/libvirt/libvirt-sock"]);
    });

    it("passes the driver's own parameters on, and a name that replaces all", () => {
        expect(parse("qemu:///system?socket=/s&no_tty=1&extra=a%26b").name).toBe("qemu:///system?extra=a%26b");
        expect(parse("qemu:///system?socket=/s&name=qemu:///embed").name).toBe("qemu:///embed");
    });

    it.each([
        "qemu+ssh://root@kvm1/system",
        "qemu+tcp://kvm1/system",
        "qemu+tls://kvm1/system",
        "qemu+libssh2://kvm1/system",
        "qemu://kvm1/system",
        "qemu:///",
        "qemu:///system2",
        "qemu:///system?mode=quick",
        "qemu+unix:///system?socket=relative",
        "qemu+unix:///system?socket=%zz",
        "qemu+unix:///system?socket=/a%00b",
        "xen:///system",
        "esx://host/",
        "test:///default",
        "qemu+ssh+unix:///system",
        "/run/libvirt/libvirt-sock",
        "",
    ])("refuses %s as not supported", (uri) => {
        expect(() => parse(uri)).toThrow(expect.objectContaining({ code: "unsupported-uri" }));
    });

    it("says what is spoken", () => {
        expect(() => parse("qemu+ssh://root@kvm1/system")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+ssh://root@kvm1/system": connections over ssh are not supported yet. Use one of qemu:///system, qemu:///session, qemu+unix:///system?socket=/path and test+unix:///default?socket=/path.]`,
        );
        expect(() => parse("qemu://kvm1/system")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu://kvm1/system": connections to other hosts (over TLS, as this one) are not supported yet. Use one of qemu:///system, qemu:///session, qemu+unix:///system?socket=/path and test+unix:///default?socket=/path.]`,
        );
        expect(() => parse("test:///default")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "test:///default": this driver runs inside libvirt's own library unless a socket is named. Use one of qemu:///system, qemu:///session, qemu+unix:///system?socket=/path and test+unix:///default?socket=/path.]`,
        );
        expect(() => parse("qemu:///session", {})).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu:///session": neither XDG_RUNTIME_DIR nor HOME says where the session's socket is. Use one of qemu:///system, qemu:///session, qemu+unix:///system?socket=/path and test+unix:///default?socket=/path.]`,
        );
    });

    it("gives absolute paths or a ConfigDriveError for any text", () => {
        assert(
            property(string(), string(), (path, query) => {
                try {
                    for (const socket of parse(`qemu:///${path}?${query}`).paths) {
                        expect(socket.startsWith("/")).toBe(true);
                    }
                } catch (error) {
                    expect(error).toBeInstanceOf(ConfigDriveError);
                }
            }),
        );
    });
});
