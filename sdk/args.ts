import type { ContentArgs } from "./args/content.ts";
import type { ImageArgs } from "./args/image.ts";
import type { PlacementArgs } from "./args/placement.ts";

export type { ContentArgs };

/** What a program declares of a config drive. Every value may be an output. */
export interface ConfigDriveArgs extends ContentArgs, ImageArgs, PlacementArgs {}
