/** Disks of VMware's Virtual Disk Format 5.0. */
export { type FlatVmdk, writeFlatVmdk } from "./vmdk/monolithic-flat.ts";
export { writeStreamOptimizedVmdk } from "./vmdk/stream-optimized.ts";
