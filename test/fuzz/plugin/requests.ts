import {
    CheckRequest,
    ConfigureRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    GetSchemaRequest,
    ReadRequest,
    UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { UNKNOWN } from "../../../provider/model/unknown.ts";

/** A call of the plugin: a method of Pulumi's provider protocol, and the request as it is sent. */
export interface Call {
    readonly method: string;
    readonly bytes: Uint8Array;
}

const URN = "urn:pulumi:dev::shop::config-drive:index:ConfigDrive::web";

/** Nothing listens there, so that no fuzzed call reaches a host. */
export const NOWHERE = "qemu+unix:///system?socket=/nowhere/libvirt-sock";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

const inputs = {
    connection: NOWHERE,
    pool: "default",
    domain: "web-1",
    hostname: "web-1",
    userData: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "#cloud-config\n" },
    meta: { role: { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "web", dependencies: ["urn"] } },
    files: {
        "/etc/motd": { content: "hello\n" },
        "/etc/text": { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "x" },
    },
    networkData: { links: [{ id: "eth0", type: "phy", mtu: 1500 }], networks: [], services: [] },
    launchIndex: 1,
    ejected: false,
    name: UNKNOWN,
    projectId: null,
};

const planned = {
    ...inputs,
    imageDigest: "0".repeat(64),
    imageSize: 1,
    volume: "web-000000000000.iso",
    volumePrefix: "web",
    instanceId: "83679162-1378-4288-a2d4-70e13ec132aa",
    drive: "attached",
    contents: {},
};

const state = { ...planned, volumeKey: "/p/v", volumePath: "/p/v", cloudinitId: "/p/v;x", diskXml: "<disk/>" };

const struct = (values: object): Struct => Struct.fromJavaScript({ ...values });

const call = (method: string, request: { readonly serializeBinary: () => Uint8Array }): Call => ({
    method,
    bytes: request.serializeBinary(),
});

/** A valid call of each method. */
export const validCalls = (): readonly Call[] => [
    call("CheckConfig", new CheckRequest().setUrn(URN).setNews(struct({ pool: "fast", timeouts: '{"create":900}' }))),
    call("DiffConfig", new DiffRequest().setUrn(URN).setNews(struct({ pool: "fast" }))),
    call("Configure", new ConfigureRequest().setArgs(struct({ connection: NOWHERE, pool: "fast" }))),
    call("Check", new CheckRequest().setUrn(URN).setNews(struct(inputs)).setOlds(struct(planned))),
    call(
        "Diff",
        new DiffRequest()
            .setUrn(URN)
            .setId("web")
            .setOlds(struct(state))
            .setOldInputs(struct(planned))
            .setNews(struct({ ...planned, detectDrift: false })),
    ),
    call("Create", new CreateRequest().setUrn(URN).setProperties(struct(planned)).setPreview(true)),
    call("Create", new CreateRequest().setUrn(URN).setProperties(struct(planned)).setTimeout(1)),
    call("Update", new UpdateRequest().setUrn(URN).setId("web").setOlds(struct(state)).setNews(struct(planned))),
    call("Read", new ReadRequest().setUrn(URN).setId("web").setProperties(struct(state)).setInputs(struct(planned))),
    call("Delete", new DeleteRequest().setUrn(URN).setId("web").setProperties(struct(state))),
    call("GetSchema", new GetSchemaRequest().setVersion(0)),
    ...["Handshake", "GetPluginInfo", "Attach", "Cancel", "Invoke", "Construct", "Nonsense"].map((method) => ({
        method,
        bytes: new Uint8Array(),
    })),
];
