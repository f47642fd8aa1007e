import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import config, { libvirt09 } from "../../vitest.config.mts";

const root = join(import.meta.dirname, "..", "..");

/** Run tests of other projects once more: on another libvirt, or with the plugin in place of the npm package. */
const SECOND_HOST = "matrix-libvirt-11";
const SECOND_ADAPTER = "matrix-pulumi-plugin";
const isSecond = ({ name }: { readonly name?: unknown }): boolean => name === SECOND_HOST || name === SECOND_ADAPTER;
/** Only on that libvirt, the second one by hand. */
const ONLY_THERE = ["test/matrix/libvirt/modular.test.ts", "test/matrix/libvirt/debian-13-faults.test.ts"];

// Where provider 0.9 isn't set up, its project isn't among the others.
const projects = [...new Set([...(config.test?.projects ?? []), libvirt09])].flatMap((project) =>
    typeof project === "object" && "test" in project ? [project.test ?? {}] : [],
);

/** The parts of a project that say which files it has. */
interface Files {
    readonly include?: readonly string[];
    readonly exclude?: readonly string[];
}

const filesOf = ({ include = [], exclude = [] }: Files): readonly string[] =>
    globSync([...include], { cwd: root, exclude: [...exclude] });

describe("the projects of vitest", () => {
    it("run each test file in one of them", () => {
        const homes = projects.filter((project) => !isSecond(project)).flatMap(filesOf);
        const all = globSync("test/**/*.test.{ts,mjs}", { cwd: root });
        expect(all.length).toBeGreaterThan(200);
        expect(homes.toSorted()).toEqual(all.filter((path) => !ONLY_THERE.includes(path)).toSorted());
    });

    it("run in `npm test` what isn't in test/matrix or for provider 0.9, and nothing else", () => {
        for (const project of projects) {
            const isLong = String(project.name).startsWith("matrix-");
            if (isSecond(project)) continue;
            for (const path of filesOf(project)) expect(path.startsWith("test/matrix/")).toBe(isLong);
        }
    });

    it("name no test to run a second time that doesn't exist", () => {
        const seconds = projects.filter(isSecond);
        expect(seconds).toHaveLength(2);
        for (const pattern of seconds.flatMap(({ include = [] }) => include)) {
            expect(globSync(pattern, { cwd: root }).length, pattern).toBeGreaterThan(0);
        }
        expect(seconds.flatMap(filesOf)).toContain(ONLY_THERE[0]);
    });
});
