/** Characters that a monospaced font draws over two cells, and pictures. */
const WIDE =
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Extended_Pictographic}]/u;

/** How many cells of a monospaced font a text takes, at most so many. */
export const cellsOf = (text: string): number =>
    [...text].reduce((cells, character) => cells + (WIDE.test(character) ? 2 : 1), 0);

/** Whether all fonts draw a text in as many cells as it has characters. */
export const isPlain = (text: string): boolean => /^[\x20-\x7e…·–−]*$/.test(text);
