import { Metadata, type ServerErrorResponse, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import { Any } from "google-protobuf/google/protobuf/any_pb.js";
import type { Failure } from "../provider/engine/drives.ts";
import { ConfigDriveError } from "../provider/text/errors.ts";
import { encode, PropertyError } from "./properties.ts";

/** The header in which gRPC carries the details of an error: https://grpc.io/docs/guides/error. */
const DETAILS = "grpc-status-details-bin";

/** An incomplete resource: the engine keeps it in the state, and the next run repairs it. */
const detailsOf = ({ message, id = "", properties = {}, reasons = [] }: Failure): Buffer => {
    const incomplete = new ErrorResourceInitFailed()
        .setId(id)
        .setProperties(encode(properties))
        .setReasonsList([...reasons]);
    const detail = new Any();
    detail.pack(incomplete.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const answer = new Status().setCode(status.UNKNOWN).setMessage(message).setDetailsList([detail]);
    return Buffer.from(answer.serializeBinary());
};

const isIncomplete = (error: Error): error is Failure => "id" in error && "properties" in error;

/** Whether a request is wrong, or names a drive that can't be imported. */
const isOfRequest = (error: unknown): error is Error =>
    error instanceof PropertyError || (error instanceof ConfigDriveError && error.code === "not-importable");

/** An error as the engine reads it. */
export const failureOf = (error: unknown): Partial<ServerErrorResponse> => {
    if (isOfRequest(error)) return { code: status.INVALID_ARGUMENT, message: error.message };
    const known = error instanceof Error ? error : new Error(String(error));
    if (!isIncomplete(known)) return { code: status.UNKNOWN, message: known.message };
    const metadata = new Metadata();
    metadata.set(DETAILS, detailsOf(known));
    return { code: status.UNKNOWN, message: known.message, metadata };
};
