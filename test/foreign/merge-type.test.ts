import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeMultipart } from "../../provider/spec/mime.ts";
import { mergeType } from "../../provider/spec/user-data/merge-type-of.ts";
import { findPycdlib, fromToolchain } from "./support/tools.ts";

/** The tests' Python; it has what cloud-init imports. */
const python = findPycdlib();
const cloudInit = fromToolchain("sid's cloud-init", "CONFIG_DRIVE_CLOUD_INIT_SID");

const FIRST = { list: ["a"], text: "one", deep: { list: ["b"], text: "two", old: 1 }, number: 1, flag: true };
const SECOND = { list: ["A"], text: "ONE", deep: { list: ["B"], text: "TWO", new: 2 }, number: 2, flag: false };

/** What cloud-init makes of two parts, the second of which is merged into the first. */
const mergedBy = (how: string | undefined): unknown => {
    const message = writeMultipart(
        [FIRST, SECOND].map((config, index) => ({
            content: `#cloud-config\n${JSON.stringify(config)}\n`,
            contentType: "text/cloud-config",
            filename: undefined,
            mergeType: index === 1 ? how : undefined,
        })),
    );
    const folder = mkdtempSync(join(tmpdir(), "merge-type-"));
    try {
        const packages = join(cloudInit ?? "", "usr", "lib", "python3", "dist-packages");
        const { stdout, stderr } = spawnSync(python ?? "", [join(import.meta.dirname, "merge_type.py"), folder], {
            input: message,
            encoding: "utf8",
            env: { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: "1" },
        });
        if (stdout === "") throw new Error(`merge parts with cloud-init:\n${stderr}`);
        return JSON.parse(stdout);
    } finally {
        rmSync(folder, { recursive: true });
    }
};

/** Lists and strings of both, as they are merged at any depth. */
const LISTS = { append: "aA bB", prepend: "Aa Bb", keep: "a b" } as const;
const TEXTS = { replace: "ONE TWO", append: "oneONE twoTWO", keep: "one two" } as const;

const CASES = (["append", "prepend", "keep"] as const).flatMap((lists) =>
    (["replace", "append", "keep"] as const).map((texts) => ({ lists, texts })),
);

describe.skipIf(python === undefined || cloudInit === undefined)("mergeType beside cloud-init", () => {
    it.each(CASES)("merges as it says: lists $lists, texts $texts", ({ lists, texts }) => {
        const [list = "", deepList = ""] = LISTS[lists].split(" ");
        const [text, deepText] = TEXTS[texts].split(" ");
        expect(mergedBy(mergeType({ lists, texts }))).toEqual({
            list: [...list],
            text,
            deep: { list: [...deepList], text: deepText, old: 1, new: 2 },
            number: 1,
            flag: true,
        });
    });

    it("is needed, since without one each key takes the place of the earlier one with all below it", () => {
        expect(mergedBy(undefined)).toEqual(SECOND);
    });
});
