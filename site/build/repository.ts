import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The address of the repository's web page, from package.json; undefined if that names no repository. */
export const repositoryPage = (root: string): string | undefined => {
    const { repository }: { readonly repository?: string | { readonly url: string } } = JSON.parse(
        readFileSync(join(root, "package.json"), "utf8"),
    );
    const url = typeof repository === "object" ? repository.url : repository;
    return url?.replace(/^git\+/, "").replace(/\.git$/, "");
};
