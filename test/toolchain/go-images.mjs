import { join } from "node:path";
import { buildCommands } from "./go.mjs";

const command = { name: "go-images", module: "go-images", package: ".", work: 4 };

/** The program that writes images with Go's libraries, for our readers to read. */
export async function goImagesPath() {
    const [folder] = await buildCommands([command]);
    return join(folder, command.name);
}
