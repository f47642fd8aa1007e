import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeMultipart } from "../../../provider/spec/mime.ts";
import { outlineOf } from "../../../provider/view/user-data/outline.ts";
import { SEED } from "../../support/seed.ts";
import { ask, isComplete } from "../support/cloud-init.ts";

const APPEND = "list(append)+dict(no_replace,recurse_list)+str()";

type Config = Readonly<Record<string, unknown>>;

/** How a part says that its lists are appended; not at all, in itself, or in a header. */
const how = fc.constantFrom("", "", "merge_how", "merge_type", "header");

interface Part {
    readonly config: Config;
    readonly how: string;
}

/** Each name is in one part of a drive only. */
const partsNamed = (prefix: string): fc.Arbitrary<readonly Part[]> =>
    fc
        .array(fc.record({ how, has: fc.tuple(fc.boolean(), fc.boolean()), size: fc.integer({ min: 1, max: 2 }) }), {
            minLength: 1,
            maxLength: 4,
        })
        .map((parts) =>
            parts.map((part, index) => {
                const names = Array.from({ length: part.size }, (_, at) => `${prefix}${index}-${at}`);
                const [hasPackages, hasUsers] = part.has;
                const config = {
                    locale: "C",
                    ...(hasPackages && { packages: names.map((name) => `p${name}`) }),
                    ...(hasUsers && { users: names.map((name) => `u${name}`) }),
                    ...(part.how.startsWith("merge_") && { [part.how]: APPEND }),
                };
                return { config, how: part.how };
            }),
        );

const messageOf = (parts: readonly Part[]): string =>
    Buffer.from(
        writeMultipart(
            parts.map((part) => ({
                content: `#cloud-config\n${JSON.stringify(part.config)}\n`,
                contentType: "text/cloud-config",
                filename: undefined,
                mergeType: part.how === "header" ? APPEND : undefined,
            })),
        ),
    ).toString();

const DRIVES = fc.sample(fc.tuple(partsNamed("user"), partsNamed("vendor")), { seed: SEED, numRuns: 150 });

const listOf = (config: Config, key: string): readonly unknown[] => {
    const value = config[key];
    return Array.isArray(value) ? value.toSorted() : [];
};

const namesIn = (config: Config): readonly unknown[] => [...listOf(config, "packages"), ...listOf(config, "users")];

const drives = DRIVES.map(([user, vendor]) => ({ user, vendor, messages: [messageOf(user), messageOf(vendor)] }));

const outlines = drives.map(({ messages: [userData, vendor] }) =>
    outlineOf({ userData, vendorData: { "cloud-init": vendor } }, false),
);

const mergedBy = (messages: readonly (readonly string[])[]): readonly Config[] =>
    ask<readonly Config[]>([join(import.meta.dirname, "merged.py")], messages);

/** User data or vendor data, with whether the page warns of it. */
const sides = drives.flatMap(({ user, vendor }, index) => {
    const isWarned = (path: string): boolean =>
        (outlines[index]?.warnings ?? []).some((warning) => warning.path === path);
    return [
        { parts: user, isWarned: isWarned("userData") },
        { parts: vendor, isWarned: isWarned("vendorData") },
    ];
});

describe.skipIf(!isComplete)("the lists of a page, beside what cloud-init merges", () => {
    it("have the packages and users that the guest ends up with", () => {
        const merged = mergedBy(drives.map(({ messages }) => messages));
        for (const [index, { packages, users }] of outlines.entries()) {
            const theirs = merged[index] ?? {};
            expect(packages.toSorted()).toEqual(listOf(theirs, "packages"));
            expect(users.toSorted()).toEqual(listOf(theirs, "users"));
        }
    });

    it("come with a warning if the guest drops something of a part for a later one, and only then", () => {
        const merged = mergedBy(sides.map(({ parts }) => [messageOf(parts)]));
        const judged = sides.map(({ parts, isWarned }, index) => {
            const kept = namesIn(merged[index] ?? {});
            return {
                parts,
                isWarned,
                drops: parts.flatMap(({ config }) => namesIn(config)).some((name) => !kept.includes(name)),
            };
        });
        expect(judged.filter(({ isWarned, drops }) => isWarned !== drops)).toEqual([]);
        const dropping = judged.filter(({ drops }) => drops).length;
        expect(Math.min(dropping, judged.length - dropping)).toBeGreaterThan(50);
    });
});
