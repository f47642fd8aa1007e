import { FileContent } from "../formats/entries/content.ts";
import type { ImageContents, ImageFile } from "../image/read.ts";
import type { JsonObject, RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { LABEL } from "../spec/image.ts";
import { entriesOf } from "../spec/json.ts";
import { type DriveFiles, documentAt, guestFiles, LATEST } from "../tree/documents.ts";
import { recoverInputs } from "../tree/recover.ts";
import { undeclaredIn } from "../tree/undeclared.ts";
import { readDocument } from "./documents.ts";
import { MAX_DOCUMENT } from "./excess.ts";

/** What a view of an image is made of. */
export interface OpenedImage {
    readonly contents: ImageContents;
    /** Hex SHA-256 of each file that `filesInView` names, by its path. */
    readonly digests: ReadonlyMap<string, string>;
}

/** A drive as readers of one version of the metadata see it. */
export interface ReadVersion {
    /** E.g. `2018-08-27`. */
    readonly name: string;
    /** What declares the drive. `files` and `rootFiles` are `FileContent`s that nobody can read. */
    readonly inputs: RawInputs;
    /** What is wrong with the documents, by their paths. */
    readonly problems: readonly Problem[];
    /** Undefined if it can't be read. */
    readonly metaData: JsonObject | undefined;
    /** What a version without metadata that can be read is, e.g. `has no meta_data.json`; empty for any other. */
    readonly failure: string;
    /** The documents that can be read, by their names. */
    readonly documents: ReadonlyMap<string, JsonObject>;
}

/** Files at paths of the user's choice. */
const MOST_ROOT_FILES = 1000;

const DOCUMENT = /^(?:openstack\/latest\/(?:meta_data|network_data|vendor_data2?)|ec2\/latest\/meta-data)\.json$/;

const NOTHING = new Uint8Array();

/** The files of a drive as `recoverInputs` takes them, with the bytes of those that it reads. */
class Files {
    readonly files = new Map<string, Uint8Array>();
    readonly problems: Problem[] = [];

    /** @param path The path in the image; `place` has `latest` for the version that is read. */
    public add(file: ImageFile, place: string): void {
        if (DOCUMENT.test(place)) this.#addDocument(file, place);
        else if (place !== `${LATEST}user_data`) this.files.set(place, NOTHING);
        else if (file.size <= MAX_DOCUMENT) this.files.set(place, file.content);
        else this.#refuse(file, `is larger than ${MAX_DOCUMENT} bytes, so its parts aren't shown`);
    }

    #addDocument(file: ImageFile, place: string): void {
        const read = readDocument(file);
        if ("reason" in read) this.#refuse(file, read.reason);
        else this.files.set(place, read.bytes);
    }

    #refuse({ path }: ImageFile, reason: string): void {
        this.problems.push({ path, reason });
    }
}

const isOfVersions = (path: string): boolean => /^(?:openstack|ec2)\//.test(path);

const filesOf = ({ files }: ImageContents, folder: string): Files => {
    const found = new Files();
    let rootFiles = 0;
    for (const file of files) {
        const { path } = file;
        if (!isOfVersions(path) && ++rootFiles > MOST_ROOT_FILES) continue;
        if (path.startsWith(folder)) found.add(file, LATEST + path.slice(folder.length));
        // Another version takes the place of the latest one.
        else if (!path.startsWith(LATEST)) found.add(file, path);
    }
    return found;
};

/** Replaces the contents of files, which aren't read, by their sizes. */
const withSizes = (
    declared: unknown,
    placeOf: (path: string) => string,
    image: OpenedImage & { readonly sizes: ReadonlyMap<string, number> },
): RawInputs =>
    Object.fromEntries(
        entriesOf(declared).map(([path]) => {
            const name = placeOf(path);
            const [length, sha256] = [image.sizes.get(name) ?? 0, image.digests.get(name) ?? ""];
            return [path, new FileContent({ path: name, name, length, sha256 })];
        }),
    );

const kindOf = ({ format, label }: ImageContents): RawInputs => ({
    ...(format !== "iso9660" && { format }),
    ...(label !== LABEL && { label }),
});

const documentsIn = (files: DriveFiles): ReadonlyMap<string, JsonObject> =>
    new Map(
        [...files.keys()].flatMap((path) => {
            const document = DOCUMENT.test(path) && path.startsWith(LATEST) ? documentAt(files, path) : undefined;
            return document === undefined ? [] : [[path.slice(LATEST.length), document] as const];
        }),
    );

/** Reads a drive as readers of one version of its metadata do. */
export const readVersion = (image: OpenedImage, name: string): ReadVersion => {
    const { contents } = image;
    const folder = `openstack/${name}/`;
    const { files, problems } = filesOf(contents, folder);
    const sizes = new Map(contents.files.map(({ path, size }) => [path, size]));
    const documents = documentsIn(files);
    const metaData = documents.get("meta_data.json");
    const refused = problems.find(({ path }) => path === `${folder}meta_data.json`);
    const failure = refused === undefined ? "has no meta_data.json" : `has a meta_data.json that ${refused.reason}`;
    const { files: guest, rootFiles, ...recovered } = recoverInputs(files);
    const places = metaData === undefined ? new Map<string, string>() : guestFiles(metaData, files);
    const sized = { ...image, sizes };
    const undeclared = undeclaredIn(files).map(({ path, reason }) => ({ path: path.replace(LATEST, folder), reason }));
    return {
        name,
        inputs: {
            ...recovered,
            ...kindOf(contents),
            ...(guest !== undefined && { files: withSizes(guest, (path) => places.get(path) ?? "", sized) }),
            ...(rootFiles !== undefined && { rootFiles: withSizes(rootFiles, (path) => path, sized) }),
        },
        problems: [...problems, ...undeclared],
        metaData,
        failure: metaData === undefined ? failure : "",
        documents,
    };
};
