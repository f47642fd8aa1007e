/**
 * Runs before each test file: names the libvirtd that is its worker's own, so that files run side by side without
 * meeting. Without the set-up the tests use one daemon, one file after another.
 */
const { VITEST_POOL_ID, CONFIG_DRIVE_HOST, CONFIG_DRIVE_URIS, CONFIG_DRIVE_DEBIAN_13_URIS } = process.env;
const uris = CONFIG_DRIVE_HOST === "debian-13" ? CONFIG_DRIVE_DEBIAN_13_URIS : CONFIG_DRIVE_URIS;
const uri = uris?.split(" ")[Number(VITEST_POOL_ID) - 1];
if (uri !== undefined) process.env["CONFIG_DRIVE_URI"] = uri;
