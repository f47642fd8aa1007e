/** The command `npm run docs`: builds the site, or serves it while somebody works on its sources. */
import { parseArgs } from "node:util";
import { buildSite } from "./build.ts";
import { serveSite } from "./serve.ts";

const { values } = parseArgs({
    options: { serve: { type: "boolean", default: false }, base: { type: "string", default: "/" } },
});

process.exitCode = await (values.serve ? serveSite(values.base) : buildSite(values.base));
