import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { MessageWriter } from "../../../../provider/libvirt/transport/message-writer.ts";

/** A stream that, like a socket, takes all that waits at once; and what it was given each time. */
const recording = () => {
    const writes: string[] = [];
    const output = new Writable({
        write: (chunk: Buffer, _, done) => {
            writes.push(chunk.toString());
            setImmediate(done);
        },
        writev: (chunks, done) => {
            writes.push(chunks.map(({ chunk }) => String(chunk)).join("+"));
            setImmediate(done);
        },
    });
    return { output, writes };
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("MessageWriter", () => {
    it("hands over one whole message at a time, in order", async () => {
        const { output, writes } = recording();
        const writer = new MessageWriter(output);
        const drained = new Promise<void>((resolve) => writer.onDrain(resolve));
        expect(writer.full).toBe(false);
        for (const name of ["a", "b", "c"]) writer.write([bytes(`${name}1 `), bytes(`${name}2`)]);
        expect(writer.full).toBe(true);
        await drained;
        expect(writes).toEqual(["a1 a2", "b1 b2", "c1 c2"]);
        expect(writer.full).toBe(false);
    });

    it("stops when the stream is gone", async () => {
        const { output, writes } = recording();
        output.on("error", () => undefined);
        const writer = new MessageWriter(output);
        writer.write([bytes("a")]);
        writer.write([bytes("b")]);
        output.destroy(new Error("cut"));
        await new Promise((resolve) => output.once("close", resolve));
        await new Promise(setImmediate);
        expect(writes).toEqual(["a"]);
    });
});
