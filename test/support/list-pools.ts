/** Prints the names of a daemon's pools, or why it can't be reached: for tests in their own namespace. */
import { connect } from "../../provider/libvirt/client.ts";
import { LIST_STORAGE_POOLS_ACTIVE } from "./client-verbs.ts";

const [uri = ""] = process.argv.slice(2);
try {
    const client = await connect(uri, { environment: process.env });
    const pools = await client.listAllStoragePools(LIST_STORAGE_POOLS_ACTIVE);
    process.stdout.write(`pools: ${pools.map(({ name }) => name).join(" ")}`);
    await client.close();
} catch (error) {
    process.stdout.write(String(error));
}
