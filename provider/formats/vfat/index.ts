export type { ImageEntry } from "../entries/entry.ts";
export { VfatError } from "./error.ts";
export { readVfat, type VfatContents } from "./read.ts";
export { type VfatImage, type VfatOptions, writeVfat } from "./write.ts";
