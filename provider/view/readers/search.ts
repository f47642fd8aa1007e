import type { ImageFormat } from "../../model/inputs.ts";
import type { Search } from "./reader.ts";

const BOTH: readonly ImageFormat[] = ["iso9660", "vfat"];

/** Readers that ask for the label in both cases. */
export const TWO_CASES: Search["label"] = {
    text: "`config-2`, `CONFIG-2`",
    found: () => ["config-2", "CONFIG-2"],
    isAnyCase: false,
};

/** Readers that ask for one spelling of the label. */
export const ONE_CASE: Search["label"] = { text: "`config-2`", found: () => ["config-2"], isAnyCase: false };

const LATEST: Search["version"] = { text: "`latest`", dates: [] };

/** Readers that leave it to the kernel whether a file system is known. */
export const MOUNTABLE: Search["fileSystem"] = { text: "any that mounts", formats: BOTH };

/** A list of file systems, as a reader names them. */
export const listed = (text: string): Search["fileSystem"] => ({
    text,
    formats: BOTH.filter((format) => text.includes(format)),
});

/** A search of all devices for `latest`. */
export const search = (label: Search["label"], fileSystem: Search["fileSystem"]): Search => ({
    device: "",
    label,
    fileSystem,
    version: LATEST,
});
