import { assert, constantFrom, integer, oneof, option, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConnectionUri, readUri } from "../../../provider/libvirt/uri/connection-uri.ts";
import { parseUri } from "../../../provider/libvirt/uri.ts";
import { ConfigDriveError } from "../../../provider/text/errors.ts";

const ENVIRONMENT = { XDG_RUNTIME_DIR: "/run/user/1000", HOME: "/home/user" };

const parse = (uri: string, environment: Readonly<Record<string, string>> = ENVIRONMENT) => {
    const { name, address } = parseUri(uri, environment);
    return { name, paths: address.kind === "unix" ? address.paths : [] };
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
        expect(parse("qemu:///session?socket=/s", {}).paths).toEqual(["/s"]);
        expect(parse("test+unix:///default?socket=/s")).toEqual({ name: "test:///default", paths: ["/s"] });
        expect(parse("test:///default?socket=/s")).toEqual({ name: "test:///default", paths: ["/s"] });
    });

    it("keeps to one kind of daemon when told so", () => {
        expect(parse("qemu:///session?mode=direct").paths).toEqual(["/run/user/1000/libvirt/virtqemud-sock"]);
        expect(parse("qemu:///session?mode=legacy").paths).toEqual(["/run/user/1000/libvirt/libvirt-sock"]);
    });

    it("asks the daemon for another name when told so", () => {
        expect(parse("qemu:///system?socket=/s&name=qemu:///embed").name).toBe("qemu:///embed");
    });

    it.each([
        "qemu+libssh2://kvm1/system",
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
        "qemu+ext:///system?command=/bin/x",
        "qemu+unix://kvm1/system",
        "qemu+ssh://-oProxyCommand=x/system",
        "qemu+ssh://-v/system",
        "qemu+ssh://-l@kvm1/system",
        "qemu+ssh://kvm1:0/system",
        "qemu+ssh://kvm1:65536/system",
        "qemu+ssh://kvm1:ssh/system",
        "qemu+ssh://kvm 1/system",
        "qemu+ssh://::1/system",
        "qemu+ssh://[kvm1]/system",
        "qemu+ssh://kvm1/system?keyfile=id",
        "qemu+ssh://kvm1/system?sshauth=gssapi",
        "qemu+ssh://kvm1/system?proxy=fast",
        "qemu+ssh://kvm1/system?proxy=native&netcat=nc",
        "qemu+ssh://kvm1/system?known_hosts=~/known",
        "qemu+ssh://kvm1/system?known_hosts=none",
        "qemu+ssh://kvm1/system?command=",
        "qemu+ssh://kvm1/system?netcat=nc%0aid",
        "qemu+ssh://kvm1/system?no_tty=yes",
        "qemu+tls://kvm1/system?pkipath=pki",
        "qemu+tls://kvm1/system?tls_priority=NORMAL",
        "/run/libvirt/libvirt-sock",
        "",
    ])("refuses %s as not supported", (uri) => {
        expect(() => parse(uri)).toThrow(expect.objectContaining({ code: "unsupported-uri" }));
    });

    it("takes a socket's path of as many bytes as the kernel does, and says so of a longer one", () => {
        const fits = `/${"a".repeat(104)}ä`;
        expect(parse(`qemu:///system?socket=${fits}`).paths).toEqual([fits]);
        expect(() => parse(`qemu:///system?socket=/b${"a".repeat(105)}ä`)).toThrow(
            /: the socket path is 109 bytes long, but the system allows at most 107\. Create a symbolic link to it with a shorter path, and set socket in the URI to that link\.$/,
        );
        const runtime = { XDG_RUNTIME_DIR: `/run/${"a".repeat(90)}` };
        expect(() => parse("qemu:///session", runtime)).toThrow("the socket path is 118 bytes long");
        expect(parse(`qemu+ssh://kvm1/system?socket=/${"a".repeat(200)}`).paths).toEqual([]);
    });

    it("says what is spoken, and what only libvirt's own client speaks", () => {
        expect(() => parse("qemu+libssh2://root@kvm1/system")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+libssh2://root@kvm1/system": only libvirt's own client supports the transport "libssh2". Use qemu+ssh, which runs this machine's ssh.]`,
        );
        expect(() => parse("esx://kvm1/")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "esx://kvm1/": only libvirt's own client supports the driver "esx", and config drives are for QEMU guests. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system.]`,
        );
        expect(() => parse("qemu+ftp://kvm1/system")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+ftp://kvm1/system": the transport "ftp" doesn't exist. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system.]`,
        );
        expect(() => parse("test:///default")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "test:///default": the test driver runs inside libvirt's own library unless the URI sets a socket. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system.]`,
        );
        expect(() => parse("qemu:///session", {})).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu:///session": neither XDG_RUNTIME_DIR nor HOME is set to say where the session's socket is. Use one of qemu:///system, qemu:///session, qemu+ssh://user@host/system, qemu+tls://host/system and qemu+tcp://host/system.]`,
        );
        expect(() => parse("qemu+ssh://fd00::1/system")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+ssh://fd00::1/system": the part before the path isn't user@host:port. Write an IPv6 address in brackets: qemu+ssh://root@[fd00::1]/system.]`,
        );
    });

    it("names the parameters that there are", () => {
        expect(() => parse("qemu+ssh://kvm1/system?key_file=/k")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+ssh://kvm1/system?key_file=/k": ssh has no parameter "key_file". Did you mean "keyfile"? The parameters are authfile, command, keyfile, known_hosts, known_hosts_verify, mode, name, netcat, no_tty, no_verify, proxy, socket, sshauth.]`,
        );
        expect(() => parse("qemu+tcp://kvm1/system?pkipath=/k")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+tcp://kvm1/system?pkipath=/k": tcp has no parameter "pkipath". It is a parameter of tls.]`,
        );
        expect(() => parse("qemu+ssh://kvm1/system?known_hosts_verify=no")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+ssh://kvm1/system?known_hosts_verify=no": known_hosts_verify is "no". Use one of normal, auto, ignore.]`,
        );
    });

    it.each([
        "qemu+ssh://root:hunter2@kvm1/system",
        "qemu+ssh://root:hun/ter2@kvm1/system",
        "qemu+ssh://root:hun@ter2@kvm1/system",
        "qemu://root:hunter2@kvm1/nowhere",
        "nonsense://root:hunter2@",
    ])("never shows the password in %s", (uri) => {
        expect(() => parse(uri)).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/hun|ter2/) }));
    });

    it("says where a password goes", () => {
        expect(() => parse("qemu+tls://root:hunter2@kvm1/system")).toThrowErrorMatchingInlineSnapshot(
            `[ConfigDriveError: connect to "qemu+tls://root:…@kvm1/system": it contains a password. Remove it and set connectionPassword.]`,
        );
    });

    it("chooses the transport as libvirt does, and its port", () => {
        const address = (uri: string) => {
            const { kind, ...rest } = parseUri(uri, ENVIRONMENT).address;
            return [kind, "host" in rest ? rest.host : "", "port" in rest ? rest.port : 0];
        };
        expect(address("qemu:///system")).toEqual(["unix", "", 0]);
        expect(address("qemu://kvm1/system")).toEqual(["tls", "kvm1", 16_514]);
        expect(address("qemu+tls://kvm1:1/system")).toEqual(["tls", "kvm1", 1]);
        expect(address("qemu+tcp://[fd00::1%25eth0]/system")).toEqual(["tcp", "fd00::1%eth0", 16_509]);
        expect(address("qemu+tcp:///system")).toEqual(["tcp", "localhost", 16_509]);
        expect(address("QEMU+TCP://[::1]:99/session")).toEqual(["tcp", "::1", 99]);
        expect(address("test+tcp://kvm1/default")).toEqual(["tcp", "kvm1", 16_509]);
        expect(address("qemu+ssh://kvm1/system")).toEqual(["ssh", "kvm1", 0]);
    });

    it("looks for certificates where libvirt does", () => {
        const places = (uri: string) => {
            const { address } = parseUri(uri, ENVIRONMENT);
            return address.kind === "tls" ? address.places.map(({ authority, key }) => [authority, key]) : [];
        };
        expect(places("qemu://kvm1/system?pkipath=/p")).toEqual([["/p/cacert.pem", "/p/clientkey.pem"]]);
        expect(places("qemu://kvm1/system")).toEqual([
            ["/home/user/.pki/libvirt/cacert.pem", "/home/user/.pki/libvirt/clientkey.pem"],
            ["/etc/pki/CA/cacert.pem", "/etc/pki/libvirt/private/clientkey.pem"],
        ]);
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

const writeUri = ({ driver, transport, user, host, port, path, parameters }: ConnectionUri): string => {
    const query = [...parameters].map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
    const authority = [
        user === undefined ? "" : `${encodeURIComponent(user)}@`,
        host.includes(":") ? `[${host}]` : host,
        port === undefined ? "" : `:${port}`,
    ].join("");
    const folders = path.split("/").map(encodeURIComponent).join("/");
    return `${driver}+${transport}://${authority}${folders}${query.length === 0 ? "" : `?${query.join("&")}`}`;
};

describe("readUri", () => {
    const word = string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter(
        (text) => !/[\p{Cc}\p{Cs}]/u.test(text),
    );
    const user = word.filter((text) => !/^-|\s|:/.test(text));
    const host = oneof(
        constantFrom("", "::1", "fd00::12:3", "10.0.0.1", "a_b-c.example"),
        stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/),
    );

    it("reads the parts that were written", () => {
        assert(
            property(
                constantFrom("tcp", "tls", "ssh"),
                option(user, { nil: undefined }),
                host,
                option(integer({ min: 1, max: 65_535 }), { nil: undefined }),
                constantFrom("/system", "/session"),
                option(word, { nil: undefined }),
                (transport, user, host, port, path, name) => {
                    const uri: ConnectionUri = {
                        driver: "qemu",
                        transport,
                        user,
                        host,
                        port,
                        path,
                        parameters: new Map(name === undefined ? [] : [["name", name]]),
                    };
                    expect(readUri(writeUri(uri))).toEqual(uri);
                },
            ),
        );
    });
});
