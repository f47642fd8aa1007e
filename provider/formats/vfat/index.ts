export type { ImageEntry } from "../entries/entry.ts";
export { VfatError } from "./error.ts";
export { readVfat, type VfatContents } from "./read.ts";
export { layOutVfat, type VfatImage, type VfatOptions, writeVfat } from "./write.ts";
