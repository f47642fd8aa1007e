import { describe, expect, it } from "vitest";
import { type Agent, agentOf } from "../../../provider/guest/agent.ts";
import { agentCommands } from "../../../provider/guest/agent-commands.ts";
import { AgentAway, agentFailure, RouteClosed } from "../../../provider/guest/agent-error.ts";
import { agentFiles } from "../../../provider/guest/agent-files.ts";
import { askAllowed, forbiddenCommands, forbiddenFiles } from "../../../provider/guest/agent-info.ts";
import { AgentModel, agentError } from "../../fuzz/libvirtd/agent-model.ts";
import { Refusal } from "../../fuzz/libvirtd/refusal.ts";
import { refusalOf } from "../../support/libvirt-error.ts";
import { Raw, type Watched, watchGuest } from "./guest-host.ts";

const start = async (model: AgentModel = new AgentModel()): Promise<Watched & { agent: Agent; model: AgentModel }> => {
    const watched = await watchGuest({ agent: model.answer });
    return { ...watched, agent: agentOf(watched.guest), model };
};

/** An agent that always gives this answer. */
const answering = async (answer: unknown): Promise<Watched & { agent: Agent }> => {
    const watched = await watchGuest({ agent: () => answer });
    return { ...watched, agent: agentOf(watched.guest) };
};

describe("an error of libvirt's about the agent", () => {
    const kindOf = (code: number, text: string): string => {
        const failure = agentFailure("guest-exec", refusalOf("domainAgentCommand", code, text));
        return failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
    };
    const agentSays = (text: string): string => `unable to execute QEMU agent command 'guest-exec': ${text}`;

    it.each([
        // libvirt 9.0 to 11.1, then 11.2 and later.
        [86, "Guest agent is not responding: QEMU guest agent is not connected", "AgentAway"],
        [86, "Guest agent is not responding: Guest agent not available for now", "AgentAway"],
        [112, "Guest agent command timed out", "AgentAway"],
        [
            68,
            "Timed out during operation: cannot acquire state change lock (held by agent=remoteDispatchDomainGetGuestInfo)",
            "AgentAway",
        ],
        [55, "Requested operation is not valid: domain is not running", "AgentAway"],
        [74, "argument unsupported: QEMU guest agent is not configured", "AgentAway"],
        [
            1,
            `internal error: ${agentSays("Command guest-exec has been disabled: the agent is in frozen state")}`,
            "AgentAway",
        ],
        [
            1,
            `internal error: ${agentSays("Command guest-exec has been disabled: the command is not allowed")}`,
            "RouteClosed",
        ],
        [
            113,
            `guest agent command failed: ${agentSays("The command guest-exec has been disabled for this instance")}`,
            "RouteClosed",
        ],
        [113, `guest agent command failed: ${agentSays("The command guest-exec has not been found")}`, "RouteClosed"],
        [113, `guest agent command failed: ${agentSays("Invalid parameter 'pid'")}`, "AgentRefusal"],
        [1, "internal error: missing device alias", "LibvirtError"],
        [29, "operation forbidden: read only access prevents virDomainQemuAgentCommand", "LibvirtError"],
        [88, "access denied", "LibvirtError"],
    ])("%i, %s: %s", (code, text, kind) => {
        expect(kindOf(code, text)).toMatch(new RegExp(`^${kind}: `));
    });

    it("is quoted without libvirt's own words, on one line and not at length", () => {
        expect(kindOf(113, agentSays(`a\n${"b".repeat(1000)}`))).toBe(`AgentRefusal: a ${"b".repeat(298)}…`);
    });

    it("leaves other failures as they are", () => {
        const error = new Error("lost");
        expect(agentFailure("guest-exec", error)).toBe(error);
    });
});

describe("a file of a guest", () => {
    it("is read in pieces, up to a maximum, and closed", async () => {
        const { agent, model } = await start();
        const content = Buffer.from(Uint8Array.from({ length: 200_000 }, (_, index) => index % 251));
        model.files = { "/a": content, "/empty": "" };
        const files = agentFiles(agent);
        expect(await files.read("/a", 1_000_000)).toEqual(content);
        expect(await files.read("/a", 70_000)).toEqual(content.subarray(0, 70_000));
        expect(await files.readEnd("/a", 1000)).toEqual(content.subarray(-1000));
        expect(await files.readEnd("/a", 1_000_000)).toEqual(content);
        expect(await files.read("/empty", 10)).toEqual(Buffer.alloc(0));
        expect(model.open.size).toBe(0);
    });

    it("may not exist, in the words of any system", async () => {
        const { agent } = await start();
        expect(await agentFiles(agent).read("/a", 10)).toBeUndefined();
        for (const text of [
            "The system cannot find the path specified.",
            "Das System kann die angegebene Datei nicht finden.",
            "Is a directory",
        ]) {
            const error = agentError(
                "guest-file-open",
                `failed to open file 'C:\\a' (mode: 'r'): ${text}`,
                "AGENT_COMMAND_FAILED",
            );
            const windows = await watchGuest({
                agent: () => {
                    throw error;
                },
            });
            expect(await agentFiles(agentOf(windows.guest)).read("C:\\a", 10), text).toBeUndefined();
        }
    });

    it("that the guest's system denies closes this way into it", async () => {
        const { agent, model } = await start();
        model.denied = [/shadow/];
        await expect(agentFiles(agent).read("/etc/shadow", 10)).rejects.toThrow(
            new RouteClosed("the agent isn't allowed to read /etc/shadow"),
        );
    });

    it("is closed when reading it fails", async () => {
        const { agent, model, host } = await start();
        model.files = { "/a": "text" };
        host.traits = {
            agent: (command, args) => {
                if (command === "guest-file-read")
                    throw new Refusal("AGENT_COMMAND_TIMEOUT", "Guest agent command timed out");
                return model.answer(command, args);
            },
        };
        await expect(agentFiles(agent).read("/a", 10)).rejects.toThrow(AgentAway);
        expect(host.asked.at(-1)).toBe("guest-file-close");
        expect(model.open.size).toBe(0);
    });

    it("is closed when the work is cancelled", async () => {
        const { agent, model, host, abort } = await start();
        model.files = { "/a": "text" };
        host.traits = {
            agent: (command, args) => {
                if (command === "guest-file-read") abort(new Error("enough"));
                return model.answer(command, args);
            },
        };
        // The answer and the signal race.
        await agentFiles(agent)
            .read("/a", 10)
            .catch(() => undefined);
        await expect(agentFiles(agent).read("/a", 10)).rejects.toThrow(/cancelled/);
        expect(model.open.size).toBe(0);
    });

    it("is of a known number of bytes, however long the guest goes on", async () => {
        const { agent, host } = await start();
        let asked = 0;
        host.traits = {
            agent: (command, { count }) => {
                if (command === "guest-file-open") return 7;
                if (command === "guest-file-close") return {};
                asked += 1;
                // Twice as much as it was asked for, and no end.
                return { count, "buf-b64": Buffer.alloc(Number(count) * 2).toString("base64"), eof: false };
            },
        };
        expect((await agentFiles(agent).read("/dev/zero", 300_000))?.length).toBe(300_000);
        expect(asked).toBe(5);
    });

    it("ends where the guest sends nothing and no end either", async () => {
        const { agent, host } = await start();
        host.traits = {
            agent: (command) => (command === "guest-file-open" ? 7 : { count: 0, "buf-b64": "", eof: false }),
        };
        expect((await agentFiles(agent).read("/proc/kmsg", 300_000))?.length).toBe(0);
    });
});

describe("a program of a guest", () => {
    it("is run and asked until it has ended; its output is cut", async () => {
        const { agent, model, guest, clock } = await start();
        model.programs = { "echo hello": { output: "hello\n", lasts: 3 }, false: { exitcode: 1 } };
        const commands = agentCommands(agent, guest.signal, clock);
        expect(await commands.run("echo", ["hello"], 100)).toEqual({ exitCode: 0, output: "hello\n" });
        expect(await commands.run("echo", ["hello"], 3)).toEqual({ exitCode: 0, output: "hel" });
        expect(await commands.run("false", [], 3)).toEqual({ exitCode: 1, output: "" });
        expect(await commands.run("absent", [], 3)).toBeUndefined();
    });

    it("that a signal ended has no exit code", async () => {
        const { agent, guest, clock } = await answering({ pid: 1, exited: true, signal: 9 });
        expect(await agentCommands(agent, guest.signal, clock).run("a", [], 10)).toEqual({ output: "" });
    });

    it("that the guest's system denies closes this way into it", async () => {
        const { agent, model, guest, clock } = await start();
        model.programs = { a: { refused: "Failed to execute child process “a” (Permission denied)" } };
        await expect(agentCommands(agent, guest.signal, clock).run("a", [], 10)).rejects.toThrow(RouteClosed);
    });

    it("that takes long isn't started a second time", async () => {
        const { agent, model, guest, clock, host } = await start();
        model.programs = { a: { output: "late", lasts: 50 } };
        const commands = agentCommands(agent, guest.signal, clock);
        await expect(commands.run("a", [], 10)).rejects.toThrow(AgentAway);
        expect(await commands.run("a", [], 10)).toEqual({ exitCode: 0, output: "late" });
        expect(host.asked.filter((command) => command === "guest-exec")).toHaveLength(1);
    });

    it("that the agent forgot is started again", async () => {
        const { agent, model, guest, clock } = await start();
        model.programs = { a: { output: "late", lasts: 50 } };
        const commands = agentCommands(agent, guest.signal, clock);
        await expect(commands.run("a", [], 10)).rejects.toThrow(AgentAway);
        model.forget();
        await expect(commands.run("a", [], 10)).rejects.toThrow(AgentAway);
        model.programs = { a: { output: "again" } };
        expect(await commands.run("a", [], 10)).toEqual({ exitCode: 0, output: "again" });
    });
});

describe("what an agent allows", () => {
    it("is asked for", async () => {
        const { agent, model } = await start();
        model.forbidden = ["guest-file-read", "guest-exec"];
        const allowed = await askAllowed(agent);
        expect(forbiddenFiles(allowed)).toEqual(["guest-file-read"]);
        expect(forbiddenCommands(allowed)).toEqual(["guest-exec"]);
    });
});

describe("a hostile agent", () => {
    const replies: Readonly<Record<string, unknown>> = {
        nothing: new Raw(undefined),
        "an empty text": new Raw(""),
        "no JSON": new Raw("\u001b[2J"),
        "truncated JSON": new Raw('{"return": {"buf-b64": "AAAA'),
        "no object": new Raw("[1]"),
        "no return": new Raw('{"error": {"desc": "no"}}'),
        "two million brackets": new Raw("[".repeat(1_400_000)),
        "too much": new Raw(JSON.stringify({ return: "x".repeat(2_000_000) })),
        null: null,
        "a text": "text",
        "a list": [{ name: {} }, null, 5],
        "a list of commands that isn't one": { supported_commands: { length: 1e9 } },
        "commands that aren't": {
            supported_commands: [null, 5, "a", { name: 5, enabled: true }, { name: "a", enabled: "yes" }],
        },
        "wrong types": { pid: "5", exited: "yes", "buf-b64": 5, eof: "no", "host-name": 7 },
        "its prototype": new Raw('{"return": {"__proto__": {"pid": 5}}}'),
    };

    it.each(Object.entries(replies))("that answers %s is refused at once", async (_name, answer) => {
        const { agent, guest, clock } = await answering(answer);
        const outcome = async (work: Promise<unknown>): Promise<string> =>
            await work.then(
                (value) => (value instanceof Set ? `${[...value].filter(Boolean)}` : JSON.stringify(value)),
                (error: Error) => error.name,
            );
        expect(await outcome(agentFiles(agent).read("/a", 10))).toBe("RouteClosed");
        expect(await outcome(agentCommands(agent, guest.signal, clock).run("a", [], 10))).toBe("RouteClosed");
        expect(["", "RouteClosed"]).toContain(await outcome(askAllowed(agent)));
    });

    it("that sends more than anybody asked for is refused, valid or not", async () => {
        const { agent } = await answering({ supported_commands: [], "buf-b64": "", padding: "x".repeat(2_000_000) });
        await expect(askAllowed(agent)).rejects.toThrow(
            new RouteClosed("the agent's reply to guest-info can't be read"),
        );
    });

    it("that sends output which isn't base64 has sent none", async () => {
        const { agent, guest, clock } = await answering({ pid: 1, exited: true, exitcode: 1e99, "out-data": { a: 1 } });
        expect(await agentCommands(agent, guest.signal, clock).run("a", [], 10)).toEqual({
            exitCode: 1e99,
            output: "",
        });
    });
});
