export type { ImageEntry } from "../entries/entry.ts";
export { Iso9660Error } from "./error.ts";
export { type Iso9660Contents, readIso9660 } from "./read.ts";
export { type Image, type Iso9660Options, layOutIso9660, writeIso9660 } from "./write.ts";
