import type { TestContext } from "vitest";

export const isRoot = process.getuid?.() === 0;

/** Mounting is root's; and only root's QEMU runs as another user than its libvirtd. */
export const onlyRoot = ({ skip }: Pick<TestContext, "skip">): void => {
    if (!isRoot && process.env["CI"]) throw new Error("missing: root");
    skip(!isRoot, "not root");
};
