import type { ImageContents, ImageFile } from "../image/read.ts";
import type { JsonObject } from "../model/inputs.ts";
import { entriesOf } from "../spec/json.ts";
import { isSalt } from "../spec/meta-data.ts";
import { readDocument } from "./documents.ts";
import type { OpenedImage } from "./read-drive.ts";
import { hasSecretKey } from "./secret-text.ts";
import { isSecretKey, isSecretValue } from "./secret-view.ts";
import { PUBLIC_KEYS } from "./without-secrets.ts";

/** What a file means for digests: it has a secret, a seed that makes its digest safe to show, or neither. */
type Holds = "secret" | "seed" | "plain";

/** Different documents of one kind: real drives have one for each version. */
const MOST_DOCUMENTS = 64;

const META_DATA = /^openstack\/[^/]+\/meta_data\.json$/;
const VENDOR_DATA = /^openstack\/[^/]+\/vendor_data2?\.json$/;
const NETWORK_DATA = /^openstack\/[^/]+\/network_data\.json$/;
const EC2 = /^ec2\/[^/]+\/meta-data\.json$/;

const hasSecret = (value: unknown): boolean => hasSecretKey(value, isSecretKey) || hasSecretValue(value);

const hasSecretValue = (value: unknown): boolean =>
    typeof value === "object" && value !== null ? Object.values(value).some(hasSecretValue) : isSecretValue(value);

const inMetaData = (document: JsonObject): Holds => {
    const { random_seed: seed, ...rest } = document;
    if (isSalt(seed)) return "seed";
    const own = Object.entries(rest).filter(([key]) => !PUBLIC_KEYS.includes(key));
    return seed !== undefined || hasSecret(Object.fromEntries(own)) ? "secret" : "plain";
};

const inVendorData = (document: JsonObject): Holds =>
    entriesOf(document).every(([key, value]) => key === "static" && JSON.stringify(value) === "{}")
        ? "plain"
        : "secret";

const inDocument = (path: string, document: JsonObject): Holds => {
    if (META_DATA.test(path)) return inMetaData(document);
    if (VENDOR_DATA.test(path)) return inVendorData(document);
    return hasSecret(document) ? "secret" : "plain";
};

const isDocument = (path: string): boolean =>
    [META_DATA, VENDOR_DATA, NETWORK_DATA, EC2].some((pattern) => pattern.test(path));

/** Decides which digests of a drive can be shown: of a file with nothing unknown but a short secret, none can. */
export class ShownDigests {
    readonly #image: OpenedImage;
    readonly #withSecrets: boolean;
    /** By the name of the file and its digest: versions share documents. */
    readonly #known = new Map<string, Holds>();

    public constructor(image: OpenedImage, withSecrets: boolean) {
        this.#image = image;
        this.#withSecrets = withSecrets;
    }

    /** Whether a file's digest can be shown. */
    public isShown(file: ImageFile): boolean {
        return this.#withSecrets || this.#inFile(file) !== "secret";
    }

    /** Whether the digest of all of the image can be: if the drive has a seed, or nothing secret. */
    public isImageShown({ files }: ImageContents): boolean {
        if (this.#withSecrets) return true;
        const all = files.map((file) => this.#inFile(file));
        return all.includes("seed") || !all.includes("secret");
    }

    #inFile(file: ImageFile): Holds {
        const { path, size } = file;
        if (size === 0) return "plain";
        const digest = this.#image.digests.get(path);
        if (digest === undefined || !isDocument(path)) return "secret";
        const key = `${path.slice(path.lastIndexOf("/"))} ${digest}`;
        const known = this.#known.get(key);
        if (known !== undefined) return known;
        if (this.#known.size >= MOST_DOCUMENTS) return "secret";
        const read = readDocument(file);
        const found = "reason" in read ? "secret" : inDocument(path, read.document);
        this.#known.set(key, found);
        return found;
    }
}
