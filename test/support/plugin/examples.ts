import schema from "../../../plugin/schema.json" with { type: "json" };

/** The languages of every example, as the registry names them. */
export const LANGUAGES = ["typescript", "python", "go", "csharp", "java", "yaml"] as const;

/** An example in the schema. */
export interface Example {
    /** Of the resource or the function, e.g. `networkData`. */
    readonly name: string;
    readonly language: string;
    readonly program: string;
}

interface Described {
    readonly description: string;
}

/** All examples of the schema, in its order. */
export const examples = (): readonly Example[] => {
    const { resources, functions }: Record<"resources" | "functions", Record<string, Described>> = schema;
    return Object.entries({ ...resources, ...functions }).flatMap(([token, { description }]) =>
        [...description.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", program = ""]) => ({
            name: token.replace("config-drive:index:", ""),
            language,
            program,
        })),
    );
};
