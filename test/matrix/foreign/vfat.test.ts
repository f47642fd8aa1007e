import { OTHER_BATCHES } from "../../foreign/support/sample.ts";
import { describeVfatReaders } from "../../foreign/support/vfat-readers.ts";

describeVfatReaders(OTHER_BATCHES);
