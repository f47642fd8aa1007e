import { Problem } from "../run.mjs";

/**
 * The GitHub repository that the release comes from, as `owner/name`. The npm package must name it: npm compares it with
 * the repository that the workflow ran in, and rejects any other. The project's files name no owner, so that a fork
 * needs no change: the workflow knows its own repository. A `repository` in package.json must be the same.
 *
 * @param {{ repository?: string | { url?: string } }} manifest
 * @param {string | undefined} chosen
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function repositoryOf(manifest, chosen, env) {
    const given = chosen ?? (env.GITHUB_ACTIONS === "true" ? env.GITHUB_REPOSITORY : undefined);
    if (given !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(given)) {
        throw new Problem(`The repository "${given}" isn't of the form OWNER/NAME.`);
    }
    const url = typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url;
    if (url === undefined) return given;
    const declared = /^(?:github:|(?:git\+)?https:\/\/github\.com\/)?([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url)?.[1];
    if (declared === undefined) throw new Problem(`package.json's repository is no GitHub repository: ${url}`);
    if (given !== undefined && given !== declared) {
        throw new Problem(
            `package.json's repository is ${declared}, but this is ${given}. npm requires that both are the same.`,
        );
    }
    return declared;
}

/**
 * What the published package.json says about its repository.
 *
 * @param {string} repository `owner/name`
 */
export function repositoryFields(repository) {
    const address = `https://github.com/${repository}`;
    return {
        repository: { type: "git", url: `git+${address}.git` },
        homepage: `${address}#readme`,
        bugs: { url: `${address}/issues` },
    };
}

/**
 * A README whose links to pages of the repository, such as its actions, work elsewhere too. GitHub shows a README two
 * folders below the repository's address; npm's site doesn't.
 *
 * @param {string} readme
 * @param {string} repository `owner/name`
 * @returns {string}
 */
export function withRepositoryLinks(readme, repository) {
    return readme.replaceAll("](../../", `](https://github.com/${repository}/`);
}
