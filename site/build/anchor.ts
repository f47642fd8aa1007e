/** A heading's anchor, made like GitHub's, so that a link with an anchor works there and on the site. */
export const anchorOf = (heading: string): string =>
    heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-");
