/** Prints what generate.mjs would write, from a folder with cloud-init's Debian package: for a test to compare with. */
import { readSchema } from "./read.mjs";

process.stdout.write(JSON.stringify(readSchema(process.argv[2])));
