import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An example of a resource or a function in all languages, as the registry shows it. */
export const examplesOf = (name: string): string => {
    const file = join(import.meta.dirname, "examples", `${name}.md`);
    if (!existsSync(file)) return "";
    return `\n\n{{% examples %}}\n## Example Usage\n\n{{% example %}}\n${readFileSync(file, "utf8").trim()}\n{{% /example %}}\n{{% /examples %}}`;
};
