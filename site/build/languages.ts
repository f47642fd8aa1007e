/** A language of Pulumi's. */
export interface Language {
    /** Its name in fenced blocks, as the site's highlighter and the registry's know it. */
    readonly fence: string;
    /** Its name for readers. */
    readonly title: string;
    /** The program in `examples/languages`. */
    readonly program: string;
}

const language = (fence: string, title: string, program: string): Language => ({ fence, title, program });

/** The languages of the examples, in the order of their tabs. */
export const LANGUAGES: readonly Language[] = [
    language("typescript", "TypeScript", "typescript/index.ts"),
    language("python", "Python", "python/__main__.py"),
    language("go", "Go", "go/main.go"),
    language("yaml", "YAML", "yaml/Pulumi.yaml"),
    language("java", "Java", "java/src/main/java/example/App.java"),
    language("csharp", "C#", "csharp/Program.cs"),
];
