import { describeDebianGuest, STATIC_NETWORK } from "./debian-guest.ts";

describeDebianGuest({ release: "bookworm", format: "iso9660", device: "/dev/sr0", ...STATIC_NETWORK });
