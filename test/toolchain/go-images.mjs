import { join } from "node:path";
import { buildCommand } from "./go.mjs";

const command = { name: "go-images", module: "go-images", package: ".", time: "half a minute" };

/** The program that writes images with Go's libraries, for our readers to read. */
export async function goImagesPath() {
    return join(await buildCommand(command), command.name);
}
