import { assert, asyncProperty, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { ScramClient, ScramError, type ScramMechanism } from "../../../../provider/libvirt/sasl/scram.ts";

interface Talk {
    readonly mechanism: ScramMechanism;
    readonly nonce: string;
    readonly first: string;
    readonly serverFirst: string;
    readonly final: string;
    readonly serverFinal: string;
}

/** The talks printed in the standards; user "user", password "pencil". */
const TALKS: Readonly<Record<string, Talk>> = {
    "RFC 5802 5": {
        mechanism: "SCRAM-SHA-1",
        nonce: "fyko+d2lbbFgONRv9qkxdawL",
        first: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        final: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        serverFinal: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    },
    "RFC 7677 3": {
        mechanism: "SCRAM-SHA-256",
        nonce: "rOprNGfwEbeRWgbNEkqO",
        first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        final: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    },
};

const credentials = { user: "user", password: "pencil" };

describe.each(Object.entries(TALKS))("ScramClient and the example of %s", (_, talk) => {
    const client = (): ScramClient => new ScramClient(talk.mechanism, credentials, talk.nonce);

    it("says what the standard says", async () => {
        const one = client();
        expect(one.first()).toBe(talk.first);
        expect(await one.final(talk.serverFirst)).toBe(talk.final);
        one.verify(talk.serverFinal);
    });

    it("doesn't believe a server that doesn't know the password", async () => {
        const one = client();
        expect(() => one.verify(talk.serverFinal)).toThrow(ScramError);
        await one.final(talk.serverFirst);
        const forged = `v=${Buffer.from(talk.serverFinal.slice(2), "base64").fill(7).toString("base64")}`;
        for (const answer of [forged, "v=", "", "x", "e=invalid-proof", talk.serverFinal.slice(0, -6)]) {
            expect(() => one.verify(answer)).toThrow(ScramError);
        }
    });

    it.each([
        ["whose nonce is another", (first: string) => first.replace("r=", "r=x")],
        ["that only gives our nonce back", () => `r=${talk.nonce},s=QSXCR+Q6sek8bf92,i=4096`],
        ["that asks for few iterations", (first: string) => first.replace("i=4096", "i=4095")],
        ["that asks for too many iterations", (first: string) => first.replace("i=4096", "i=1000001")],
        ["that asks for no number of iterations", (first: string) => first.replace("i=4096", "i=4096x")],
        ["that wants an unknown extension", (first: string) => `m=x,${first}`],
        ["that sends nothing", () => ""],
    ])("refuses a server %s", async (_, change) => {
        await expect(client().final(change(talk.serverFirst))).rejects.toThrow(ScramError);
    });
});

describe("ScramClient", () => {
    it("writes a user's name so that it can't end early", () => {
        const client = new ScramClient("SCRAM-SHA-256", { user: "a,b=c", password: "" }, "nonce");
        expect(client.first()).toBe("n,,n=a=2Cb=3Dc,r=nonce");
    });

    it("takes one form of what can be typed in several", () => {
        const first = (user: string): string => new ScramClient("SCRAM-SHA-1", { user, password: "" }, "r").first();
        // RFC 4013 3.
        expect(first("I\u00adX")).toBe("n,,n=IX,r=r");
        expect(first("USER")).toBe("n,,n=USER,r=r");
        expect(first("\u00aa")).toBe("n,,n=a,r=r");
        expect(first("\u2168")).toBe("n,,n=IX,r=r");
        expect(first("a\u00a0b")).toBe("n,,n=a b,r=r");
    });

    it("refuses what RFC 4013 forbids, and doesn't show it", () => {
        expect(() => new ScramClient("SCRAM-SHA-1", { user: "user", password: "se\u0007cret" }, "r")).toThrow(
            /^the password contains a character that RFC 4013 forbids$/,
        );
        expect(() => new ScramClient("SCRAM-SHA-1", { user: "\ue000", password: "" }, "r")).toThrow(ScramError);
    });

    it("throws nothing else, whatever the server sends", async () => {
        await assert(
            asyncProperty(string(), async (text) => {
                const client = new ScramClient("SCRAM-SHA-256", credentials, "nonce");
                await expect(client.final(text)).rejects.toThrow(ScramError);
                expect(() => client.verify(text)).toThrow(ScramError);
            }),
        );
    });
});
