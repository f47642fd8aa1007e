import { credentials, type Server, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { listen } from "../../../plugin/server.ts";

/** Makes a call, and waits for its answer. */
export const ask = <Response>(
    call: (callback: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> =>
    new Promise((resolve, reject) => {
        call((error, response) => {
            if (error === null) resolve(response);
            else reject(error);
        });
    });

/** A client of a server on this machine. */
export const connectTo = async (server: Server): Promise<ResourceProviderClient> =>
    new ResourceProviderClient(`127.0.0.1:${await listen(server)}`, credentials.createInsecure(), {
        // As Pulumi's engine has it.
        "grpc.max_receive_message_length": 400 * 1024 * 1024,
    });
