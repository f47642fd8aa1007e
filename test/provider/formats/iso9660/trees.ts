import fc from "fast-check";
import type { ImageEntry } from "../../../../provider/formats/iso9660/index.ts";

const utf8 = new TextEncoder();

/** An entry that holds a text. */
export const file = (path: string, content = path): ImageEntry => ({ path, content: utf8.encode(content) });

/** All bytes of an image. */
export const wholeOf = (image: { readonly chunks: readonly Uint8Array[] }): Uint8Array =>
    new Uint8Array(Buffer.concat(image.chunks));

const drive = fc.constantFrom(
    "openstack",
    "ec2",
    "latest",
    "2012-08-10",
    "2018-08-27",
    "content",
    "0000",
    "meta_data.json",
    "user_data",
    "network_data.json",
    "README",
    "readme",
    "a",
    "A",
    "a.",
    "a..",
    "...",
    ".a",
    "a.b.c",
    "b ",
    " b",
    "a:b*c?d\\e;f.txt",
    "archive.tar.gz",
    "файл.txt",
    "🙂.txt",
    "🙃.txt",
    "\ufb00\u{1f642}",
    "…",
);
const cut = (name: string): string => {
    let kept = name;
    while (utf8.encode(kept).length > 253) kept = [...kept].slice(0, -1).join("");
    return kept;
};
/** Names that agree in their first characters: what identifiers of 31 and 64 characters can't tell apart. */
const alike = fc
    .tuple(
        fc.constantFrom("x", "N", "é", "漢"),
        fc.integer({ min: 25, max: 255 }),
        fc.constantFrom("", "1", "2", ".txt", ".."),
    )
    .map(([letter, count, end]) => cut(letter.repeat(count).slice(0, 253 - end.length) + end));
const printable = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 });
const unicode = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });

const usable = (name: string): boolean =>
    name !== "" && name !== "." && name !== ".." && !/[/\0]|\p{Surrogate}/u.test(name);
const shown = (name: string): boolean => usable(name) && !/\p{C}|\p{Z}(?<! )/u.test(name);

/** Names that file systems can hold. */
export const anyName: fc.Arbitrary<string> = fc
    .oneof({ weight: 4, arbitrary: drive }, { weight: 2, arbitrary: alike }, printable, unicode)
    .map(cut)
    .filter(usable);
/** Names that line-oriented tools print as they are. */
export const printableName: fc.Arbitrary<string> = anyName.filter(shown);

const content = fc
    .tuple(fc.constantFrom(0, 0, 1, 20, 300, 2047, 2048, 2049, 5000), fc.nat({ max: 255 }))
    .map(([size, seed]) => Uint8Array.from({ length: size }, (_byte, index) => (index * 31 + seed) & 0xff));

/** Drops entries that contradict earlier ones, as no caller's file tree has any. */
const consistent = (entries: readonly ImageEntry[]): readonly ImageEntry[] => {
    const kinds = new Map<string, "file" | "directory">();
    const declared = new Set<string>();
    return entries.filter(({ path, content: bytes }) => {
        const names = path.split("/");
        const above = names.slice(1).map((_name, index) => names.slice(0, index + 1).join("/"));
        const kind = bytes === undefined ? "directory" : "file";
        const contradicts =
            declared.has(path) ||
            (kinds.get(path) ?? kind) !== kind ||
            (kind === "file" && kinds.has(path)) ||
            above.some((parent) => kinds.get(parent) === "file");
        if (contradicts || utf8.encode(path).length > 800) return false;
        for (const parent of above) kinds.set(parent, "directory");
        kinds.set(path, kind);
        declared.add(path);
        return true;
    });
};

/** Trees of all shapes, made of names of one kind. */
export const treesOf = (name: fc.Arbitrary<string>): fc.Arbitrary<readonly ImageEntry[]> => {
    const path = fc.array(name, { minLength: 1, maxLength: 12, size: "small" }).map((names) => names.join("/"));
    const entry = fc.oneof(
        { weight: 6, arbitrary: fc.record({ path, content }) },
        { weight: 1, arbitrary: fc.record({ path }) },
    );
    return fc.array(entry, { maxLength: 40, size: "small" }).map(consistent);
};

/** What a reader should find in an image of those entries. */
export const expectedOf = (
    entries: readonly ImageEntry[],
): { readonly files: ReadonlyMap<string, Uint8Array>; readonly directories: ReadonlySet<string> } => {
    const files = new Map<string, Uint8Array>();
    const directories = new Set<string>();
    for (const { path, content: bytes } of entries) {
        const names = path.split("/");
        const depth = bytes === undefined ? names.length : names.length - 1;
        for (let count = 1; count <= depth; count += 1) directories.add(names.slice(0, count).join("/"));
        if (bytes !== undefined) files.set(path, bytes);
    }
    return { files, directories };
};
