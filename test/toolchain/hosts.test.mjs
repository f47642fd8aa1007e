import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { refusalOf } from "./hosts.mjs";
import { StandIn } from "./stand-in.mjs";

const answerMs = 500;

/** What is said of a host that answers in a way. */
async function refusalOfHandler(handler) {
    await using server = await new StandIn().start();
    server.handlers["/install.sh"] = handler;
    return await refusalOf([{ url: `${server.base}/install.sh`, start: "#!" }], answerMs);
}

describe("whether a host can be downloaded from", () => {
    it("is yes if the file begins as it should", async () => {
        expect(await refusalOfHandler((_, response) => response.end("#!/bin/sh\n"))).toBeUndefined();
    });

    it("is yes after a redirect, and if the first bytes come one by one", async () => {
        await using server = await new StandIn().start();
        server.handlers["/install.sh"] = (_, response) => response.writeHead(302, { location: "/moved" }).end();
        server.handlers["/moved"] = (_, response) => {
            response.write("#");
            setTimeout(() => response.write("!"), 50);
        };
        expect(await refusalOf([{ url: `${server.base}/install.sh`, start: "#!" }], answerMs)).toBeUndefined();
    });

    it("is no within the time for a host that accepts and says nothing", async () => {
        const silent = createServer(() => {}).listen(0, "127.0.0.1");
        await new Promise((resolve) => silent.once("listening", resolve));
        const started = Date.now();
        // TLS: the handshake hangs too.
        for (const scheme of ["http", "https"]) {
            const url = `${scheme}://127.0.0.1:${silent.address().port}/install.sh`;
            expect(await refusalOf([{ url, start: "#!" }], answerMs)).toMatch(
                /^127\.0\.0\.1:\d+ doesn't answer within 0\.5 s$/,
            );
        }
        expect(Date.now() - started).toBeLessThan(10 * answerMs);
        silent.close();
    });

    it("is no within the time for a host that sends headers and no file", async () => {
        const handler = (_, response) => response.writeHead(200).flushHeaders();
        expect(await refusalOfHandler(handler)).toMatch(/doesn't answer within 0\.5 s$/);
    });

    it("is no for a closed port", async () => {
        const url = await closedUrl();
        expect(await refusalOf([{ url, start: "#!" }], answerMs)).toMatch(/can't be reached \(ECONNREFUSED\)$/);
    });

    it("is no for a name that doesn't exist", async () => {
        const url = "https://config-drive.invalid/install.sh";
        // How, and how fast, is the resolver's.
        expect(await refusalOf([{ url, start: "#!" }], answerMs)).toMatch(
            /^config-drive\.invalid (can't be reached|doesn't answer)/,
        );
    });

    it("is no for an error, and for the page of a captive portal", async () => {
        expect(await refusalOfHandler((_, response) => response.writeHead(503).end())).toMatch(/ answers 503$/);
        const portal = (_, response) => response.end("<!doctype html><title>Please sign in</title>");
        expect(await refusalOfHandler(portal)).toMatch(/ answers with something else$/);
        expect(await refusalOfHandler((_, response) => response.end())).toMatch(/ answers with something else$/);
    });

    it("is yes if one of two can, no with both reasons if none can", async () => {
        await using server = await new StandIn().start();
        server.handlers["/install.sh"] = (_, response) => response.end("#!/bin/sh\n");
        const good = { url: `${server.base}/install.sh`, start: "#!" };
        const bad = { url: `${server.base}/missing`, start: "#!" };
        const closed = { url: await closedUrl(), start: "#!" };
        expect(await refusalOf([closed, good], answerMs)).toBeUndefined();
        expect(await refusalOf([closed, bad], answerMs)).toMatch(/\(ECONNREFUSED\), .* answers 404$/);
    });
});

async function closedUrl() {
    const server = await new StandIn().start();
    await server[Symbol.asyncDispose]();
    return `${server.base}/install.sh`;
}
