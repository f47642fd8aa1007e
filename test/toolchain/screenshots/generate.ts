/** Takes the screenshots in `docs/images` again, with Debian's Chromium. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { takeScreenshots } from "./screenshots.ts";

const folder = resolve(import.meta.dirname, "..", "..", "..", "docs", "images");
mkdirSync(folder, { recursive: true });
await takeScreenshots(process.env["CHROMIUM"] ?? "/usr/bin/chromium", folder);
