import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stack } from "../../pulumi/stack.ts";

/** What a preview shows of a drive's image. */
interface Shown {
    readonly preview: string;
    readonly digest: string;
    readonly volume: string;
    readonly size: string;
    /** The keyed digests of its files. */
    readonly files: readonly string[];
}

const PASSWORD = { hostname: "guest", adminPassword: "1234", metadataVersions: "latest" };
const BARE = { metadataVersions: [], rootFiles: { "pin.txt": { content: "1234" } } };

describe("digests of equal drives in two stacks of one name", () => {
    const stacks: Stack[] = [];

    /** The same declaration, previewed in both. */
    const preview = async (declared: Readonly<Record<string, unknown>>): Promise<readonly Shown[]> => {
        const shown: Shown[] = [];
        for (const stack of stacks) {
            writeFileSync(join(stack.folder, "declaration.json"), JSON.stringify({ drive: declared, other: {} }));
            const text = await stack.succeed(["preview", "--diff"]);
            const shownAs = (key: string): string => new RegExp(`\\b${key} *: "?([\\w.-]+)`).exec(text)?.[1] ?? "";
            shown.push({
                preview: text,
                digest: shownAs("imageDigest"),
                volume: shownAs("volume"),
                size: shownAs("imageSize"),
                files: [...text.matchAll(/\bhmacSha256 *: "([0-9a-f]{64})"/g)].map(([, keyed = ""]) => keyed),
            });
        }
        expect(shown).toHaveLength(2);
        for (const { digest, volume } of shown) {
            expect(digest).toMatch(/^[0-9a-f]{64}$/);
            expect(volume).toMatch(new RegExp(`^drive-[0-9a-f]{6}-${digest.slice(0, 12)}\\.iso$`));
        }
        return shown;
    };

    beforeAll(async () => {
        for (const stack of [new Stack("secrets"), new Stack("secrets")]) {
            stacks.push(stack);
            await stack.init();
        }
    });
    afterAll(async () => {
        for (const stack of stacks) await stack.remove();
    });

    it.each([PASSWORD, BARE])("tell nothing of its secrets: %j", async (declared) => {
        const [first, second] = await preview(declared);
        expect(first?.digest).not.toBe(second?.digest);
        expect(first?.volume).not.toBe(second?.volume);
        expect(first?.size).toBe(second?.size);
        expect(first?.preview).not.toMatch(/warning: config drive/);
        // The drive has one file. It is listed among the drive's inputs and the stack's outputs, without its size.
        expect(first?.preview).toMatch(/(meta_data\.json|pin\.txt): \{\s+hmacSha256: "[0-9a-f]{64}"\s+\}/);
        expect(first?.files).toHaveLength(2);
        expect(new Set([...(first?.files ?? []), ...(second?.files ?? [])]).size).toBe(2);
    });

    it.each([PASSWORD, BARE])("tell of them without a seed, which is warned of: %j", async (declared) => {
        const [first, second] = await preview({ ...declared, randomSeed: null });
        expect(first?.digest).toBe(second?.digest);
        expect(first?.preview).toContain("randomSeed: is null, so others can guess the drive's secrets");
        // The digest of a single file would be even easier to guess from.
        expect(first?.files).toEqual([]);
        expect(first?.preview).not.toMatch(/meta_data\.json|pin\.txt/);
    });
});
