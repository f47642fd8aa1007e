import { basename } from "node:path";
import { rebuildDrive } from "../../provider/image/build.ts";
import { sha256Of } from "../../provider/image/write.ts";
import { ifThere, isNoStorageVolume } from "../../provider/libvirt/error.ts";
import type { CheckedInputs } from "../../provider/model/state.ts";
import type { TestHost } from "./host.ts";
import type { TestDomain } from "./test-domain.ts";

/** What every image that a domain refers to must contain. */
interface ExpectedImage {
    readonly used: number;
    readonly digest: string;
}

/**
 * Verifies, over a separate connection, that every image a domain refers to exists and is complete: no fault may leave a
 * domain with a missing or partial image, not even for a moment.
 */
export class DriveWatch {
    /** Observed violations. */
    public readonly violations: string[] = [];
    readonly #host: TestHost;
    readonly #domains: readonly TestDomain[];
    readonly #images = new Map<string, ExpectedImage>();

    public constructor(host: TestHost, ...domains: readonly TestDomain[]) {
        this.#host = host;
        this.#domains = domains;
    }

    /** An image that a domain may have from now on. */
    public allow(news: CheckedInputs): void {
        const { used, digest } = rebuildDrive(news).image;
        this.#images.set(news.volume, { used, digest });
    }

    /** Verifies once. */
    public async look(when = ""): Promise<void> {
        for (const domain of this.#domains) {
            for (const path of await this.#pathsIn(domain)) {
                const wrong = await this.#wrongWith(path);
                // If the medium changed between the two readings, the domain no longer refers to this one.
                if (wrong !== "" && (await this.#pathsIn(domain)).includes(path)) {
                    this.violations.push(`${domain.name} ${when}: ${path} ${wrong}`);
                }
            }
        }
    }

    async #pathsIn(domain: TestDomain): Promise<readonly string[]> {
        const definitions = [await domain.config(), ...((await domain.isActive()) ? [await domain.live()] : [])];
        return definitions.flatMap(({ disks }) => disks.flatMap(({ file }) => (file === undefined ? [] : [file])));
    }

    async #wrongWith(path: string): Promise<string> {
        const expected = this.#images.get(basename(path));
        if (expected === undefined) return "is no image of this test";
        const { client } = this.#host;
        const volume = await ifThere(client.storageVolLookupByPath(path), isNoStorageVolume);
        if (volume === undefined) return "is missing";
        const { used, digest } = expected;
        const content = await ifThere(
            client.storageVolDownload(volume, { length: used, maximum: used }),
            isNoStorageVolume,
        );
        if (content === undefined) return "is missing";
        return sha256Of([content]) === digest ? "" : "is a part of an image";
    }
}
