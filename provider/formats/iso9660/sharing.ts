import { createHash } from "node:crypto";
import { type Content, isBytes } from "../entries/content.ts";

const sha256 = (content: Content): string =>
    isBytes(content) ? createHash("sha256").update(content).digest("hex") : content.sha256;

/** A key for each content: equal contents have equal keys. Only contents of equal size are hashed. */
export const keysOf = (contents: Iterable<Content>): ReadonlyMap<Content, unknown> => {
    const bySize = new Map<number, Set<Content>>();
    for (const content of contents) {
        const alike = bySize.get(content.length);
        if (alike === undefined) bySize.set(content.length, new Set([content]));
        else alike.add(content);
    }
    const keys = new Map<Content, unknown>();
    for (const alike of bySize.values()) {
        for (const content of alike) keys.set(content, alike.size === 1 ? content : sha256(content));
    }
    return keys;
};
