/**
 * Leaves in bin/ the declarations that a program can reach from the package's entries, and has them name files as
 * JavaScript does, `./x.js`, which every TypeScript resolves. tsc declares all that it compiles, and leaves the sources'
 * `./x.ts` in declarations, which TypeScript before 5 refuses.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./places.mjs";

const SPECIFIER = /(?<=(?:\bfrom |\bimport\()"\.{1,2}\/[^"]+)\.ts(?=")/g;
const IMPORT = /(?:\bfrom |\bimport(?:\(| ))"(\.{1,2}\/[^"]+)\.js"/g;

const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.values(exports).filter((path) => path.endsWith(".js"));
const declarationOf = (path) => join(root, path.replace(/\.js$/, ".d.ts"));

const bin = join(root, "bin");
const declared = readdirSync(bin, { recursive: true })
    .filter((name) => name.endsWith(".d.ts"))
    .map((name) => join(bin, name));

for (const file of declared) {
    const text = readFileSync(file, "utf8");
    const named = text.replaceAll(SPECIFIER, ".js");
    if (named !== text) writeFileSync(file, named);
}

const reached = new Set(entries.map(declarationOf));
// A set's iterator also visits what is added meanwhile.
for (const file of reached) {
    for (const [, path] of readFileSync(file, "utf8").matchAll(IMPORT))
        reached.add(join(dirname(file), `${path}.d.ts`));
}
for (const file of declared.filter((each) => !reached.has(each))) rmSync(file);
