import type { RawInputs } from "../model/inputs.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { entriesOf, fieldOf } from "../spec/json.ts";
import { isBinary } from "../spec/user-data/beginning.ts";
import { piecesOf } from "../spec/user-data/piece.ts";
import { inDocument, inText } from "./secrets/in-text.ts";

const inBytes = (bytes: Uint8Array): readonly string[] =>
    isBinary(bytes) ? [] : inText(Buffer.from(bytes).toString());

const inFile = (file: unknown): readonly string[] => {
    const [content, base64] = [fieldOf(file, "content"), fieldOf(file, "base64")];
    if (typeof content === "string") return inText(content);
    return typeof base64 === "string" ? inBytes(Buffer.from(base64, "base64")) : [];
};

const plainSecrets = ({ adminPassword, randomSeed }: RawInputs): readonly string[] =>
    [adminPassword, randomSeed].filter((value) => typeof value === "string");

/**
 * The texts on a drive that no message may contain: the administrator's password, the seed, and what can be a secret in
 * user data, vendor data, metadata of the user's and files. Ordinary words, names of packages, paths and options aren't among them, since
 * messages would say nothing without them. Files on disk aren't read.
 */
export const secretWordsOf = (inputs: RawInputs): readonly string[] => {
    const files = [inputs["files"], inputs["rootFiles"]].flatMap(entriesOf).flatMap(([, file]) => inFile(file));
    const pieces = piecesOf(inputs).flatMap(({ bytes }) => inBytes(bytes));
    const vendor = [inputs["vendorData"], inputs["vendorData2"], inputs["meta"], inputs["extraMetaData"]].flatMap(
        inDocument,
    );
    const words = [...plainSecrets(inputs), ...pieces, ...vendor, ...files];
    return [...new Set(words)].filter((word) => word !== "" && word !== UNKNOWN);
};
