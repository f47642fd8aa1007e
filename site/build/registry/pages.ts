/** The pages in `docs/` that Pulumi's registry shows. They are generated, and aren't guides. */
export const REGISTRY_PAGES: readonly string[] = ["_index.md", "installation-configuration.md"];
