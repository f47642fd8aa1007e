import { join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");

/** The sources that declare what the schema describes. */
const FILES = [
    "sdk/index.ts",
    "provider/model/inputs.ts",
    "provider/check/text-settings.ts",
    "provider/image-file/options.ts",
].map((file) => join(ROOT, file));

/** The package's sources, as TypeScript's compiler sees them. */
export class Sources {
    public readonly checker: ts.TypeChecker;
    readonly #program: ts.Program;

    public constructor() {
        const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
        const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
        this.#program = ts.createProgram(FILES, { ...options, noEmit: true });
        this.checker = this.#program.getTypeChecker();
    }

    /** A declaration that a file exports. */
    public exported(file: string, name: string): ts.Symbol {
        const source = this.#program.getSourceFile(join(ROOT, file));
        const module = source && this.checker.getSymbolAtLocation(source);
        const found = module && this.checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
        if (found === undefined) throw new Error(`${file} exports no ${name}`);
        return (found.flags & ts.SymbolFlags.Alias) === 0 ? found : this.checker.getAliasedSymbol(found);
    }

    /** The properties of an interface that a file exports. */
    public membersOf(file: string, name: string): readonly ts.Symbol[] {
        return this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(this.exported(file, name)));
    }
}
