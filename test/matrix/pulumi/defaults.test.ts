import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";

describe("what a state leaves out since it is the default", () => {
    let stack: Stack;
    let host: SingleHost;
    let defaults: NodeJS.ProcessEnv;
    let others: NodeJS.ProcessEnv;

    beforeEach(async () => {
        ({ stack, host, variables: defaults } = await openSingleStack());
        others = { ...defaults, BUS: "scsi", VERIFY: "content" };
    });
    afterEach(() => closeSingleStack({ stack, host }));

    it("comes and goes with the declaration", async () => {
        await stack.up(defaults);
        const first = await stack.drive();
        for (const key of ["bus", "verify"])
            expect([key in first.inputs, key in first.outputs]).toEqual([false, false]);
        expect(await stack.up(others)).toMatch(/\+ bus +: "scsi"/);
        const second = await stack.drive();
        expect(second.inputs).toMatchObject({ bus: "scsi", verify: "content" });
        expect(second.outputs).toMatchObject({ bus: "scsi", verify: "content" });
        await stack.refreshNothing(others);
        // It is of all that is on the drive, and so the state keeps it encrypted.
        expect((await stack.drive()).outputs["storedDigest"]).toHaveProperty("ciphertext");
        expect(await stack.up(defaults)).toMatch(/- bus +: "scsi"/);
        const third = await stack.drive();
        expect(Object.keys(third.inputs)).toEqual(Object.keys(first.inputs));
        await stack.refreshNothing(defaults);
        await stack.previewNothing(defaults);
    });

    it("stays as it is where the program ignores its changes", async () => {
        await stack.up(defaults);
        await stack.previewNothing({ ...others, IGNORE: "bus,verify" });
        await stack.up(others);
        await stack.previewNothing({ ...defaults, IGNORE: "bus,verify" });
    });

    it.each(["*", "imageDigest,drive,volume,contents,imageSize,instanceId,__checkedBy"])(
        "is no hindrance where the program ignores changes of %s",
        async (ignored) => {
            await stack.up({ ...defaults, IGNORE: ignored });
            await stack.previewNothing({ ...defaults, IGNORE: ignored });
            const renamed = { ...defaults, GUEST_NAME: "renamed", IGNORE: ignored };
            expect(await stack.up(renamed)).toMatch(ignored === "*" ? /2 unchanged/ : /1 updated/);
            await stack.refreshNothing(renamed);
        },
    );
});
