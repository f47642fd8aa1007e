import { describeIso9660Readers } from "../../foreign/support/iso9660-readers.ts";
import { OTHER_BATCHES } from "../../foreign/support/sample.ts";

describeIso9660Readers(OTHER_BATCHES);
