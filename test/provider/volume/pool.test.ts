import { describe, expect, it } from "vitest";
import type { LibvirtClient } from "../../../provider/libvirt/client.ts";
import { lookupPool } from "../../../provider/volume/pool.ts";
import { caught } from "../../support/host.ts";
import { refusalOf } from "../../support/libvirt-error.ts";

/** A client of a host without pools. */
const empty: Pick<LibvirtClient, "uri" | "storagePoolLookupByName" | "listAllStoragePools"> = {
    uri: "qemu+ssh://root@kvm1/system",
    storagePoolLookupByName: (name) =>
        Promise.reject(refusalOf("storagePoolLookupByName", 49, `Storage pool not found: no storage pool ${name}`)),
    listAllStoragePools: async () => [],
};

describe("lookupPool", () => {
    it("says how to make the first pool of a host", async () => {
        const client = empty as LibvirtClient;
        const host = { client, signal: new AbortController().signal, warn: () => undefined };
        const error = await caught(lookupPool(host, "default", "store the image"));
        expect(error).toMatchObject({ code: "pool-not-found" });
        expect(error.message).toMatchInlineSnapshot(
            `"store the image: the host has no such pool. It has no pools at all. Define it (virsh -c qemu+ssh://root@kvm1/system pool-define-as default dir --target /var/lib/libvirt/images), start it (virsh -c qemu+ssh://root@kvm1/system pool-start default) and run again."`,
        );
    });
});
