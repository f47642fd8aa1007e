import { describe, expect, it } from "vitest";
import { foreignBlocks, readQuotable, regionsIn, withoutMarks } from "../../site/build/snippets.ts";

const fenced = (language: string, text: string): string => `Text.\n\n\`\`\`${language}\n${text}\`\`\`\n`;

const PROGRAM = "first();\n    // #region drive\n    drive({\n        a,\n    });\n    // #endregion\nlast();\n";

describe("blocks of programs", () => {
    const quotable = new Map([["ts", new Set([PROGRAM, ...regionsIn(PROGRAM)])]]);

    it("are files of the examples, or regions of them without their indentation", () => {
        expect(foreignBlocks(fenced("ts", PROGRAM), quotable)).toEqual([]);
        expect(foreignBlocks(fenced("ts", "drive({\n    a,\n});\n"), quotable)).toEqual([]);
    });

    it("are foreign if anything differs, and are named by their line", () => {
        expect(foreignBlocks(fenced("ts", "drive({\n    b,\n});\n"), quotable)).toMatchObject([{ line: 3 }]);
    });

    it("can be anything in a language that isn't a program's", () => {
        expect(foreignBlocks(fenced("sh", "ls\n") + fenced("", "text\n"), quotable)).toEqual([]);
    });

    it("in a list are compared without its indentation", () => {
        expect(foreignBlocks("- Item\n\n  ```ts\n  drive({\n      a,\n  });\n  ```\n", quotable)).toEqual([]);
    });

    it.each(["ts", "python", "go", "yaml", "java", "csharp", "json"])(
        "of the repository's examples: %s",
        (language) => {
            expect(readQuotable(process.cwd()).get(language)?.size).toBeGreaterThan(0);
        },
    );
});

describe("a program for readers", () => {
    it("has no marks of regions", () => {
        expect(withoutMarks(PROGRAM)).toBe("first();\n    drive({\n        a,\n    });\nlast();\n");
        expect(withoutMarks("a: 1\n# #region x\nb: 2\n# #endregion\n")).toBe("a: 1\nb: 2\n");
    });
});
