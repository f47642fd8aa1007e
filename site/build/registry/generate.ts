/** Writes the pages for Pulumi's registry again. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../places.ts";
import { registryPages } from "./write.ts";

for (const [name, text] of Object.entries(registryPages(ROOT))) writeFileSync(join(ROOT, "docs", name), text);
