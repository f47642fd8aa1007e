/** Domains worked on at once: enough to keep the connection busy, and a bound if a host claims to have thousands. */
const BATCH = 8;

/** Does something for each of many domains, a few at a time. The results are in order. */
export const inBatches = async <A, B>(all: readonly A[], work: (each: A) => Promise<B>): Promise<readonly B[]> => {
    const results: B[] = [];
    for (let at = 0; at < all.length; at += BATCH) {
        results.push(...(await Promise.all(all.slice(at, at + BATCH).map(work))));
    }
    return results;
};
