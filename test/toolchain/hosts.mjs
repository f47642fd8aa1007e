/**
 * @typedef {object} Source
 * @property {string} url
 * @property {string} start the first characters of the file; a captive portal answers with a page instead
 */

/**
 * Explains why none of a file's sources works; undefined if one does. It requests all at once and reads only the first
 * bytes.
 *
 * @param {readonly Source[]} sources
 * @param {number} withinMs covers the name, the connection, the TLS handshake, redirects and the first bytes
 * @returns {Promise<string | undefined>}
 */
export async function refusalOf(sources, withinMs) {
    const refusals = await Promise.all(sources.map((source) => refusalOfOne(source, withinMs)));
    return refusals.includes(undefined) ? undefined : refusals.join(", ");
}

async function refusalOfOne({ url, start }, withinMs) {
    const { host } = new URL(url);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), withinMs);
    try {
        const response = await fetch(url, { signal: deadline.signal });
        if (!response.ok) return `${host} answers ${response.status}`;
        const first = await firstBytes(response, start.length);
        return first === start ? undefined : `${host} answers with something else`;
    } catch (error) {
        if (deadline.signal.aborted) return `${host} doesn't answer within ${withinMs / 1000} s`;
        return `${host} can't be reached (${error.cause?.code ?? error.message})`;
    } finally {
        clearTimeout(timer);
        // Nobody needs the rest of the file.
        deadline.abort();
    }
}

/** @param {Response} response */
async function firstBytes(response, length) {
    let text = "";
    for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString("latin1");
        if (text.length >= length) break;
    }
    return text.slice(0, length);
}
