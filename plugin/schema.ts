/**
 * The schema as JSON, loaded only when somebody asks. `npm run generate:schema` makes it from the argument types and
 * their comments.
 */
export const schemaText = async (): Promise<string> => {
    const { default: schema } = await import("./schema.json", { with: { type: "json" } });
    return JSON.stringify(schema);
};
