import type { ImageContents, ImageFile } from "../image/read.ts";
import type { JsonObject } from "../model/inputs.ts";
import { isSalt } from "../spec/meta-data.ts";
import { textOf } from "../tree/documents.ts";
import { readDocument } from "./documents.ts";
import { isEc2Shown, isMetaDataShown, isNetworkShown, isPartOf, isVendorDataShown } from "./fully-shown.ts";
import { shownVersionIn } from "./metadata-versions.ts";
import { isPlainJson } from "./plain-json.ts";
import type { OpenedImage } from "./read-version.ts";

/** What a file means for digests: it has something that a page doesn't show, a seed that makes its digest safe to show, or neither. */
type Holds = "secret" | "seed" | "plain";

/** Different documents of one kind: real drives have one for each version. */
const MOST_DOCUMENTS = 64;

const META_DATA = /^openstack\/[^/]+\/meta_data\.json$/;

/** The documents that a page shows, and whether it shows all of one. */
const DOCUMENTS: readonly (readonly [RegExp, (document: JsonObject) => boolean])[] = [
    [META_DATA, isMetaDataShown],
    [/^openstack\/[^/]+\/vendor_data2?\.json$/, isVendorDataShown],
    [/^openstack\/[^/]+\/network_data\.json$/, isNetworkShown],
    [/^ec2\/[^/]+\/meta-data\.json$/, isEc2Shown],
];

/**
 * Decides which digests of a drive can be shown: those of documents that a page shows completely, and of what has a seed
 * that nobody can guess. With any other a short secret could be found by trying all.
 */
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
    public isImageShown({ files, others }: ImageContents): boolean {
        if (this.#withSecrets) return true;
        const all = files.map((file) => this.#inFile(file));
        // Where a link points to isn't shown.
        return all.includes("seed") || (!all.includes("secret") && others.length === 0);
    }

    #inFile(file: ImageFile): Holds {
        const { path, size } = file;
        if (size === 0) return "plain";
        const digest = this.#image.digests.get(path);
        const isShown = DOCUMENTS.find(([pattern]) => pattern.test(path))?.[1];
        if (digest === undefined || isShown === undefined) return "secret";
        const key = `${path.slice(path.lastIndexOf("/"))} ${digest}`;
        const known = this.#known.get(key);
        if (known !== undefined) return known;
        if (this.#known.size >= MOST_DOCUMENTS) return "secret";
        const found = this.#inDocument(file, isShown);
        this.#known.set(key, found);
        return found;
    }

    #inDocument(file: ImageFile, isShown: (document: JsonObject) => boolean): Holds {
        const read = readDocument(file);
        if ("reason" in read) return "secret";
        const { document, bytes } = read;
        if (META_DATA.test(file.path) && isSalt(document["random_seed"])) return "seed";
        const isPlain =
            isPlainJson(textOf(bytes) ?? "", document) && isShown(document) && this.#isInShownVersion(file, document);
        return isPlain ? "plain" : "secret";
    }

    /** A page shows one version of the metadata; others are to say nothing else. */
    #isInShownVersion({ path }: ImageFile, document: JsonObject): boolean {
        const { contents } = this.#image;
        const version = path.startsWith("ec2/") ? "latest" : (shownVersionIn(contents) ?? "latest");
        const place = path.replace(/(?<=^[^/]*\/)[^/]+/, version);
        if (place === path) return true;
        const shown = contents.files.find((file) => file.path === place);
        const read = shown && readDocument(shown);
        return read !== undefined && "document" in read && isPartOf(document, read.document);
    }
}
