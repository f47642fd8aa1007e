import { join, resolve } from "node:path";

/** The repository. */
export const ROOT: string = resolve(import.meta.dirname, "..", "..");

/** The folder of the site, with its own Node packages. */
export const SITE: string = join(ROOT, "site");

/** Where the pages are put together before VitePress renders them. Nothing in it is written by hand. */
export const CONTENT: string = join(SITE, "content");

/** The finished site. */
export const DIST: string = join(SITE, "dist");
