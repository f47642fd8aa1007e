import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { describe, expect, it } from "vitest";
import { failureOf } from "../../plugin/failure.ts";
import { PropertyError } from "../../plugin/properties.ts";

describe("a failure", () => {
    it("is an error with its message alone", () => {
        expect(failureOf(new Error("broken"))).toEqual({ code: status.UNKNOWN, message: "broken" });
        expect(failureOf(new PropertyError("odd"))).toEqual({ code: status.INVALID_ARGUMENT, message: "odd" });
    });

    it("of an incomplete drive carries what the state needs, as the engine reads it", () => {
        const incomplete = { id: "web-1", properties: { drive: "attached" }, reasons: ["doesn't start"] };
        const { code, message, metadata } = failureOf(Object.assign(new Error("broken"), incomplete));
        expect([code, message]).toEqual([status.UNKNOWN, "broken"]);
        const [bytes] = (metadata ?? new Metadata()).get("grpc-status-details-bin");
        const details = Status.deserializeBinary(Buffer.from(bytes ?? ""));
        expect([details.getCode(), details.getMessage()]).toEqual([status.UNKNOWN, "broken"]);
        const [found] = details
            .getDetailsList()
            .map((detail) =>
                detail.unpack(ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed"),
            );
        expect(found?.getId()).toBe("web-1");
        expect(found?.getProperties()?.toJavaScript()).toEqual({ drive: "attached" });
        expect(found?.getReasonsList()).toEqual(["doesn't start"]);
    });
});
