/** A provider plugin that does nothing, with the plugin's libraries and answers as large as a drive's. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import grpc, { type handleUnaryCall } from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages, {
    type CheckRequest,
    type ConfigureRequest,
    type CreateRequest,
    type DeleteRequest,
    type DiffRequest,
    type ReadRequest,
    type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue, type Struct } from "google-protobuf/google/protobuf/struct_pb.js";

type Properties = Readonly<Record<string, JavaScriptValue>>;

/** Marks a secret, as in Pulumi's sdk/go/common/resource/plugin/rpc.go. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

const CONTENTS = Object.fromEntries(
    ["meta_data.json", "user_data"].map((name) => [`openstack/latest/${name}`, { hmacSha256: "0".repeat(64) }]),
);

/** What the check of a drive adds to its inputs, and how many characters each has. */
const PLANNED = {
    imageDigest: "0".repeat(64),
    imageSize: 118784,
    volume: "guest-0000-000000-000000000000.iso",
    contents: CONTENTS,
    instanceId: "00000000-0000-0000-0000-000000000000",
    drive: "attached",
};

const INPUTS = {
    ...PLANNED,
    __checkedBy: "0.1.0",
    volumePrefix: "guest-0000-000000",
    randomSeed: { ...SECRET, value: "0".repeat(88) },
};

/** What only the host can tell. */
const OUTPUTS = {
    ...PLANNED,
    volumeKey: "0".repeat(67),
    volumePath: "0".repeat(67),
    cloudinitId: "0".repeat(104),
    diskXml: "0".repeat(440),
    attachedBus: "ide",
    attachedTarget: "hda",
};

/** The plugin's schema under other names, so that a language host reads as much. */
const schema = (): string =>
    readFileSync(join(import.meta.dirname, "..", "..", "plugin", "schema.json"), "utf8")
        .replaceAll("config-drive:index", "no-op:index")
        .replaceAll("index:ConfigDrive", "index:NoOp")
        .replace('"name": "config-drive"', '"name": "no-op"');

const propertiesOf = (message: Struct | undefined): Properties => message?.toJavaScript() ?? {};

const asStruct = (properties: Properties): Struct => struct.Struct.fromJavaScript({ ...properties });

const outputsFor = ({ connection = "", pool = "", domain = "" }: Properties): Struct =>
    asStruct({ ...OUTPUTS, connection, pool, domain });

const unary =
    <Request, Response>(answer: (request: Request) => Response): handleUnaryCall<Request, Response> =>
    ({ request }, callback) =>
        callback(null, answer(request));

const server = new grpc.Server();
server.addService(services.ResourceProviderService, {
    handshake: unary(() => new messages.ProviderHandshakeResponse().setAcceptSecrets(true)),
    getPluginInfo: unary(() => new pluginMessages.PluginInfo().setVersion("0.1.0")),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema(schema())),
    attach: unary(() => new empty.Empty()),
    checkConfig: unary((request: CheckRequest) => new messages.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(() => new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: unary((_request: ConfigureRequest) =>
        new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true),
    ),
    check: unary((request: CheckRequest) =>
        new messages.CheckResponse().setInputs(asStruct({ ...propertiesOf(request.getNews()), ...INPUTS })),
    ),
    diff: unary((request: DiffRequest) => {
        const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
        const [olds, news] = [request.getOldInputs(), request.getNews()].map((each) =>
            JSON.stringify(propertiesOf(each)["userData"]),
        );
        return new messages.DiffResponse().setChanges(olds === news ? DIFF_NONE : DIFF_SOME);
    }),
    create: unary((request: CreateRequest) => {
        const inputs = propertiesOf(request.getProperties());
        return new messages.CreateResponse().setId(String(inputs["hostname"])).setProperties(outputsFor(inputs));
    }),
    update: unary((request: UpdateRequest) =>
        new messages.UpdateResponse().setProperties(outputsFor(propertiesOf(request.getNews()))),
    ),
    read: unary((request: ReadRequest) =>
        new messages.ReadResponse()
            .setId(request.getId())
            .setInputs(request.getInputs())
            .setProperties(request.getProperties()),
    ),
    delete: unary((_request: DeleteRequest) => new empty.Empty()),
    cancel: unary(() => new empty.Empty()),
});

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    // The engine reads the port from the first line.
    process.stdout.write(`${port}\n`);
});
