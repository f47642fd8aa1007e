import { describe, expect, it } from "vitest";
import { compare } from "../../../../provider/page/compare.ts";
import { type Folder, rootFolder } from "../../../../provider/page/drive-tree/folder.ts";
import type { TreeFileView } from "../../../../provider/view/drive-view.ts";
import { file, VERSIONS, versioned } from "../views.ts";

const IDENTITY = { key: ({ path }: TreeFileView) => path, content: (each: TreeFileView) => each.sha256 };

const root = (left: readonly TreeFileView[], right?: readonly TreeFileView[]): Folder =>
    rootFolder(compare(left, right, IDENTITY));

const namesIn = ({ groups }: Folder): readonly (readonly string[])[] =>
    groups.map((group) => group.map(({ name }) => name));

const only = ({ groups }: Folder): Folder => {
    const [first] = groups[0] ?? [];
    if (first === undefined) throw new Error("no folder");
    return first;
};

describe("rootFolder", () => {
    it("makes one group of versions with the same files, which latest stands for", () => {
        const openstack = only(root(versioned({ "meta_data.json": "{}", user_data: "x" })));
        expect(namesIn(openstack)).toEqual([["latest", ...VERSIONS.filter((name) => name !== "latest").toReversed()]]);
        expect(openstack.count).toBe(2 * VERSIONS.length);
    });

    it("keeps versions apart that differ in a file, in a name or in what changed", () => {
        const files = [file("v/1/a", "x"), file("v/2/a", "y"), file("v/3/b", "x"), file("v/4/a", "x")];
        expect(namesIn(only(root(files)))).toEqual([["4", "1"], ["2"], ["3"]]);
        const changed = files.map((each) => (each.path === "v/4/a" ? file("v/4/a", "z") : each));
        const compared = only(root(files, changed));
        expect(namesIn(compared)).toEqual([["1"], ["2"], ["3"], ["4"]]);
        expect(compared.differences).toBe(1);
    });

    it("puts latest first, and counts what differs alike once", () => {
        const compared = only(
            root(versioned({ user_data: "x" }).concat(file("openstack/0/y", "z")), versioned({ user_data: "y" })),
        );
        expect(namesIn(compared)[0]?.[0]).toBe("latest");
        expect(compared.differences).toBe(2);
    });

    it("takes odd paths as they come", () => {
        const deep = "a/".repeat(10_000);
        const tree = root([file(`/${deep}x`, "x"), file("//", "y"), file("plain", "z"), file("__proto__/x", "p")]);
        expect(tree.count).toBe(3);
        expect(namesIn(tree)).toEqual([["a"], ["__proto__"]]);
    });
});
