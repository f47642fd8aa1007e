import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The address of the repository's web page: package.json's, else that of the workflow's repository; undefined without.
 *
 * @param env What names the workflow's repository; empty if it mustn't count.
 */
export const repositoryPage = (root: string, env = process.env): string | undefined => {
    const { repository }: { readonly repository?: string | { readonly url: string } } = JSON.parse(
        readFileSync(join(root, "package.json"), "utf8"),
    );
    const url = typeof repository === "object" ? repository.url : repository;
    const { GITHUB_REPOSITORY: own } = env;
    return url?.replace(/^git\+/, "").replace(/\.git$/, "") ?? (own ? `https://github.com/${own}` : undefined);
};
