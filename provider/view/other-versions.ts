import { isDeepStrictEqual } from "node:util";
import type { ImageFile } from "../image/read.ts";
import type { JsonObject } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { itemsOf } from "../spec/json.ts";
import { type Addition, supports } from "../tree/versions.ts";
import { cut } from "./bounds.ts";
import { MAX_DOCUMENT } from "./excess.ts";
import { isPartOf } from "./fully-shown.ts";
import type { OpenedImage, ReadVersion } from "./read-version.ts";
import type { TakenVersion } from "./readers/version-taken.ts";
import { isSecretValue } from "./secret-view.ts";

/** A version that is read, but not shown. */
export interface OtherVersion {
    readonly name: TakenVersion;
    readonly read: ReadVersion;
    /** The readers that take it, with their verb, e.g. `cloud-init reads`. */
    readonly takers: string;
}

/** What was found in a version that isn't shown. */
export interface OtherFindings {
    readonly problems: readonly Problem[];
    readonly warnings: readonly Problem[];
}

/** Documents beside the metadata, with what has added them to Nova's versions; user data is in all. */
const DOCUMENTS: Readonly<Record<string, Addition | undefined>> = {
    user_data: undefined,
    "vendor_data.json": "vendorData",
    "network_data.json": "networkData",
    "vendor_data2.json": "vendorData2",
};

/** Whether a version has a document if later ones do. */
const isExpected = (document: string, version: TakenVersion): boolean => {
    const addition = DOCUMENTS[document];
    return addition === undefined || version === "latest" || supports(version, addition);
};

const MOST_KEYS = 5;
const LONGEST_KEY = 64;

/** The image's author chose the keys. */
const nameOf = (key: string): string => (isSecretValue(key) ? "a hidden key" : cut(key, LONGEST_KEY));

const listOf = (keys: readonly string[]): string => {
    const more = keys.length > MOST_KEYS ? [`${keys.length - MOST_KEYS} more`] : [];
    return [...keys.slice(0, MOST_KEYS).map(nameOf), ...more].join(", ");
};

/** Nova's later versions describe more devices, and say more of each. The order is the same. */
const areDevicesOf = (devices: unknown, shown: unknown): boolean => {
    const own = itemsOf(devices);
    let found = 0;
    for (const other of itemsOf(shown)) if (found < own.length && isPartOf(own[found], other)) found += 1;
    return found === own.length;
};

/** The keys of the metadata with another value than in the version shown. An older version can lack later keys. */
const changedKeys = (metaData: JsonObject, shown: JsonObject): readonly string[] =>
    Object.keys(metaData).filter((key) => {
        const [own, other] = [metaData[key], shown[key]];
        if (isDeepStrictEqual(own, other)) return false;
        // Nova draws one for each version.
        if (key === "random_seed") return other === undefined;
        return key !== "devices" || !areDevicesOf(own, other);
    });

const isSame = (one: ImageFile, other: ImageFile, digests: OpenedImage["digests"]): boolean => {
    if (one.size !== other.size) return false;
    const [own, its] = [one, other].map(({ path }) => digests.get(path));
    if (own !== undefined && its !== undefined) return own === its;
    return one.size > MAX_DOCUMENT || Buffer.from(one.content).equals(other.content);
};

/** Compares a version with the one that is shown. */
class Comparison {
    readonly #files: ReadonlyMap<string, ImageFile>;
    readonly #digests: OpenedImage["digests"];
    readonly #shown: ReadVersion;
    readonly #other: OtherVersion;

    public constructor({ contents, digests }: OpenedImage, shown: ReadVersion, other: OtherVersion) {
        this.#files = new Map(contents.files.map((file) => [file.path, file]));
        this.#digests = digests;
        this.#shown = shown;
        this.#other = other;
    }

    /** Problems that the version shown doesn't have. */
    public problems(): readonly Problem[] {
        const { read, takers } = this.#other;
        const known = new Set(this.#shown.problems.map((problem) => this.#inOwnVersion(problem)));
        const own = read.problems.filter(({ path, reason }) => !known.has(`${path} ${reason}`));
        const path = this.#pathOf("meta_data.json");
        return [
            ...(this.#shown.metaData === undefined || this.#files.has(path) ? [] : [{ path, reason: "is missing" }]),
            ...own.filter((problem) => problem.path.startsWith(this.#pathOf(""))),
        ].map((problem) => ({ ...problem, reason: `${problem.reason}; ${takers} this version` }));
    }

    public warnings(): readonly Problem[] {
        const metaData = this.#ofMetaData();
        const documents = Object.keys(DOCUMENTS).map((name): [string, string | undefined] => [name, this.#of(name)]);
        return [["meta_data.json", metaData] as const, ...documents].flatMap(([name, reason]) =>
            reason === undefined ? [] : [{ path: this.#pathOf(name), reason }],
        );
    }

    #pathOf(name: string, version: string = this.#other.read.name): string {
        return `openstack/${version}/${name}`;
    }

    #inOwnVersion({ path, reason }: Problem): string {
        return `${path.replace(this.#pathOf("", this.#shown.name), this.#pathOf(""))} ${reason}`;
    }

    #ofMetaData(): string | undefined {
        const { takers, read } = this.#other;
        if (read.metaData === undefined) return undefined;
        if (this.#shown.metaData === undefined) return `${takers} this version, which isn't shown here`;
        const keys = changedKeys(read.metaData, this.#shown.metaData);
        if (keys.length === 0) return undefined;
        const differ = keys.length === 1 ? "differs" : "differ";
        return `${takers} this version, and ${listOf(keys)} ${differ} from ${this.#place()}`;
    }

    /** A document beside the metadata. */
    #of(name: string): string | undefined {
        if (this.#shown.metaData === undefined || this.#other.read.metaData === undefined) return undefined;
        const { takers, name: version } = this.#other;
        const own = this.#files.get(this.#pathOf(name));
        const shown = this.#files.get(this.#pathOf(name, this.#shown.name));
        if (own !== undefined && shown !== undefined) {
            if (this.#isEqual(name, own, shown)) return undefined;
            return `${takers} this version, and the document differs from ${this.#place()}`;
        }
        if (own !== undefined) return `${takers} this version; the document isn't in ${this.#place()}`;
        return shown !== undefined && isExpected(name, version)
            ? `is missing: ${takers} this version, but the document is only in ${this.#place()}`
            : undefined;
    }

    #place(): string {
        return `openstack/${this.#shown.name}, which is shown here`;
    }

    /** Documents that can't be read are problems of their own. */
    #isEqual(name: string, own: ImageFile, shown: ImageFile): boolean {
        if (isSame(own, shown, this.#digests)) return true;
        const isDocument = name.endsWith(".json");
        const [document, other] = [this.#other.read, this.#shown].map(({ documents }) => documents.get(name));
        return isDocument && (document === undefined || other === undefined || isDeepStrictEqual(document, other));
    }
}

/**
 * What is wrong in a version that readers take instead of the one shown, and in what it differs. Nova's versions only
 * differ in what later ones add.
 */
export const findInOther = (image: OpenedImage, shown: ReadVersion, other: OtherVersion): OtherFindings => {
    const comparison = new Comparison(image, shown, other);
    return { problems: comparison.problems(), warnings: comparison.warnings() };
};
