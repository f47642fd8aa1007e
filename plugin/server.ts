import { type handleUnaryCall, Server, ServerCredentials } from "@grpc/grpc-js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { type ConfigureRequest, GetSchemaResponse, type InvokeRequest } from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { listening } from "../provider/engine/messages.ts";
import { readConfiguration } from "./configuration.ts";
import { failureOf } from "./failure.ts";
import { createDrive, deleteDrive, readDrive, updateDrive } from "./methods/change.ts";
import { checkConfig, checkDrive } from "./methods/check.ts";
import { configDiff, configured, handshake, pluginInfo } from "./methods/describe.ts";
import { diffDrive } from "./methods/diff.ts";
import { invoke } from "./methods/invoke.ts";
import { decode } from "./properties.ts";
import { schemaText } from "./schema.ts";
import type { Session } from "./session.ts";
import { ownerIn } from "./urn.ts";

/** Answers one kind of request. An error becomes gRPC's, never the end of the process. */
const unary =
    <Request, Response>(
        answer: (request: Request) => Response | Promise<Response>,
    ): handleUnaryCall<Request, Response> =>
    async (call, callback) => {
        try {
            callback(null, await answer(call.request));
        } catch (error) {
            callback(failureOf(error));
        }
    };

interface OfResource {
    readonly getUrn: () => string;
}

/** Answers requests about a resource, whose messages the engine shows at it. */
const about = <Request extends OfResource, Response>(
    session: Session,
    answer: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> =>
    unary((request) => listening(session.messagesOf(request.getUrn()), () => answer(request)));

/** Bytes of a request, as Pulumi's own programs allow; gRPC's default of 4 MiB is less than a declaration can have. */
const MAX_MESSAGE = 400 * 1024 * 1024;

/** A server of Pulumi's provider protocol, pulumi/provider.proto. */
export const makeServer = (session: Session): Server => {
    const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE });
    server.addService(ResourceProviderService, {
        handshake: unary(handshake),
        getPluginInfo: unary(pluginInfo),
        getSchema: unary(async () => new GetSchemaResponse().setSchema(await schemaText())),
        attach: unary((request: PluginAttach) => {
            session.attach(request.getAddress());
            return new Empty();
        }),
        checkConfig: unary(checkConfig),
        diffConfig: unary(configDiff),
        configure: unary((request: ConfigureRequest) => {
            session.configure(readConfiguration(decode(request.getArgs())), ownerIn(request.getUrn()));
            return configured();
        }),
        invoke: unary((request: InvokeRequest) => invoke(request, session)),
        check: about(session, (request) => checkDrive(request, session)),
        diff: about(session, diffDrive),
        create: about(session, (request) => createDrive(request, session)),
        read: about(session, (request) => readDrive(request, session)),
        update: about(session, (request) => updateDrive(request, session)),
        delete: about(session, async (request) => {
            await deleteDrive(request, session);
            return new Empty();
        }),
        cancel: unary(async () => {
            const { interrupt } = await import("../provider/engine/hosts.ts");
            interrupt();
            return new Empty();
        }),
    });
    return server;
};

/** Starts a server on a free port of the loopback. */
export const listen = (server: Server): Promise<number> =>
    new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
            if (error === null) resolve(port);
            else reject(error);
        });
    });
