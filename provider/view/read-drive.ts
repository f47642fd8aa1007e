import { FileContent } from "../formats/entries/content.ts";
import type { ImageContents, ImageFile } from "../image/read.ts";
import type { JsonObject, RawInputs } from "../model/inputs.ts";
import type { Problem } from "../model/problem.ts";
import { LABEL } from "../spec/image.ts";
import { entriesOf } from "../spec/json.ts";
import { guestFiles, LATEST } from "../tree/documents.ts";
import { recoverInputs } from "../tree/recover.ts";
import { undeclaredIn } from "../tree/undeclared.ts";
import { readDocument, versionIn } from "./documents.ts";

/** A drive, as far as a view needs it: documents are read, and of all other files only the size is known. */
export interface ReadDrive {
    /** What declares the drive. `files` and `rootFiles` are `FileContent`s that nobody can read. */
    readonly inputs: RawInputs;
    /** What is wrong with the documents, by their paths. */
    readonly problems: readonly Problem[];
    /** Whether the drive has metadata that can be read. */
    readonly hasMetaData: boolean;
}

/** What a view of an image is made of. */
export interface OpenedImage {
    readonly contents: ImageContents;
    /** Hex SHA-256 of each file that `filesInView` names, by its path. */
    readonly digests: ReadonlyMap<string, string>;
}

/** Most bytes of user data; Nova's limit is 48 KiB. */
const MAX_USER_DATA = 4 * 1024 * 1024;

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
        else if (file.size <= MAX_USER_DATA) this.files.set(place, file.content);
        else this.#refuse(file, `is larger than ${MAX_USER_DATA} bytes, so its parts aren't shown`);
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

const filesOf = ({ files }: ImageContents, version: string): Files => {
    const own = `openstack/${version}/`;
    const found = new Files();
    let rootFiles = 0;
    for (const file of files) {
        const { path } = file;
        if (!isOfVersions(path) && ++rootFiles > MOST_ROOT_FILES) continue;
        found.add(file, path.startsWith(own) ? LATEST + path.slice(own.length) : path);
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

const metaDataIn = (files: ReadonlyMap<string, Uint8Array>): JsonObject | undefined => {
    const bytes = files.get(`${LATEST}meta_data.json`);
    const read = bytes && readDocument({ size: bytes.length, content: bytes });
    return read && "document" in read ? read.document : undefined;
};

/**
 * Reads a drive from its image, by whichever program it was made. Nothing in it is trusted: large documents are problems,
 * and no other file is read.
 */
export const readDrive = (image: OpenedImage): ReadDrive => {
    const { contents } = image;
    const { files, problems } = filesOf(contents, versionIn(contents) ?? "latest");
    const sizes = new Map(contents.files.map(({ path, size }) => [path, size]));
    const metaData = metaDataIn(files);
    const { files: guest, rootFiles, ...recovered } = recoverInputs(files);
    const places = metaData === undefined ? new Map<string, string>() : guestFiles(metaData, files);
    const sized = { ...image, sizes };
    return {
        inputs: {
            ...recovered,
            ...kindOf(contents),
            ...(guest !== undefined && { files: withSizes(guest, (path) => places.get(path) ?? "", sized) }),
            ...(rootFiles !== undefined && { rootFiles: withSizes(rootFiles, (path) => path, sized) }),
        },
        problems: [...problems, ...undeclaredIn(files)],
        hasMetaData: metaData !== undefined,
    };
};
