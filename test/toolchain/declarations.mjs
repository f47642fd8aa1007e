/**
 * Has the declarations in bin/ name files as JavaScript does, `./x.js`, which every TypeScript resolves. tsc writes it
 * so into the code, but leaves the sources' `./x.ts` in declarations, which TypeScript before 5 refuses.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";

const SPECIFIER = /(?<=(?:\bfrom |\bimport\()"\.{1,2}\/[^"]+)\.ts(?=")/g;

for (const file of globSync("bin/**/*.d.ts")) {
    const text = readFileSync(file, "utf8");
    const named = text.replaceAll(SPECIFIER, ".js");
    if (named !== text) writeFileSync(file, named);
}
