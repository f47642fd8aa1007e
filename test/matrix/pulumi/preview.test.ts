import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ofSecretInputs } from "../../pulumi/adapter.ts";
import { boot, virsh } from "../../pulumi/host.ts";
import type { SingleHost } from "../../pulumi/single-host.ts";
import { closeSingleStack, openSingleStack } from "../../pulumi/single-stack.ts";
import type { Stack } from "../../pulumi/stack.ts";

/** What Pulumi shows of the drive in a preview, without the stack's outputs. */
const inputsIn = (preview: string): string => preview.split("--outputs:--")[0] ?? "";

/** The lines that a preview marks as changed. */
const changesIn = (preview: string): readonly string[] =>
    inputsIn(preview)
        .split("\n")
        .filter((line) => /^ {6,}[~+-] /.test(line))
        .map((line) =>
            line
                .trim()
                .replaceAll(/"[^"]*"/g, "TEXT")
                .replace(/ +: /, ": "),
        );

const EJECTED = 'config drive ID: drive: "ejected in the running domain" => "attached"';

/** What the provider says of the drive's condition. */
const messagesIn = (output: string): readonly string[] =>
    [...output.matchAll(/config drive drive-[0-9a-f]{6}: (.*)$/gm)].map(([, text = ""]) => `config drive ID: ${text}`);

describe("a preview", () => {
    let stack: Stack;
    let host: SingleHost;
    let variables: NodeJS.ProcessEnv;

    beforeAll(async () => {
        ({ stack, host, variables } = await openSingleStack());
    });
    afterAll(() => closeSingleStack({ stack, host }));

    const preview = (more: NodeJS.ProcessEnv = {}, ...flags: readonly string[]): Promise<string> =>
        stack.succeed(["preview", ...flags], { ...variables, ...more });
    const eject = (): string => virsh("change-media", host.domain, "hda", "--eject", "--live", "--force");

    it("shows nothing that only the package needs", async () => {
        const shown = await preview({ WHOLE: "true" }, "--diff");
        expect(shown).toMatch(/imageDigest *: "[0-9a-f]{64}"/);
        await stack.up({ ...variables, WHOLE: "true" });
        const outputs = JSON.stringify(await stack.outputs());
        expect(outputs).toContain('"imageDigest"');
        for (const text of [shown, outputs, await preview({ WHOLE: "true", GUEST_NAME: "other" }, "--diff")]) {
            expect(text).not.toMatch(/checkedBy|defaultVolumePrefix|__provider/);
        }
        expect((await stack.drive()).inputs).toHaveProperty("__checkedBy");
        await stack.up(variables);
    });

    it("lists the files that a change is in, secret or not", async () => {
        const changed = { USER_DATA: "#cloud-config\npackages: [nginx]\n" };
        expect(changesIn(await preview(changed, "--diff"))).toEqual([
            "~ contents: {",
            "~ openstack/latest/user_data: {",
            "~ hmacSha256: TEXT => TEXT",
            "~ imageDigest: TEXT => TEXT",
            ...ofSecretInputs("~ userData: [secret] => [secret]"),
            "~ volume: TEXT => TEXT",
        ]);
        expect(await preview(changed)).toContain(
            `[diff: ~${["contents", "imageDigest", ...ofSecretInputs("userData"), "volume"].join()}]`,
        );
    });

    it("says what is wrong with the drive, found by the preview itself", async () => {
        await boot(host.domain);
        eject();
        for (const flags of [["--diff"], []]) {
            const shown = await preview({}, ...flags);
            expect(shown).toMatch(/1 to update/);
            expect([...new Set(messagesIn(shown))]).toEqual([EJECTED]);
        }
        expect(changesIn(await preview({}, "--diff"))).toEqual([]);
    });

    it("says what is wrong with the drive, found by a refresh, which says so once", async () => {
        const refresh = await stack.succeed(["refresh", "--yes", "--skip-preview", "--diff"], variables);
        expect(messagesIn(refresh)).toEqual(["config drive ID: ejected in the running domain"]);
        expect(refresh).toMatch(/~ drive *: "attached" => "ejected in the running domain"/);
        for (const flags of [["--diff"], []]) {
            expect([...new Set(messagesIn(await preview({}, ...flags)))]).toEqual([EJECTED]);
        }
        const both = messagesIn(await preview({}, "--diff", "--refresh"));
        expect(both).toEqual(["config drive ID: ejected in the running domain", EJECTED]);
    });

    it("says it beside another change, and nothing once all is as declared", async () => {
        const renamed = { ...variables, GUEST_NAME: "renamed" };
        const up = await stack.up(renamed);
        expect(messagesIn(up)).toEqual([EJECTED]);
        expect(up).toMatch(/~ hostname *: "guest" => "renamed"/);
        expect(messagesIn(await stack.previewNothing(renamed))).toEqual([]);
        expect(messagesIn(await stack.refreshNothing(renamed))).toEqual([]);
    });
});
