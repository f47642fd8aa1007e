/** What names and remarks consist of. */
const NAME = /^[\p{L}\p{N}_+./:[\]…'()-]+(?: [\p{L}\p{N}_+./:[\]…'()-]+)*$/u;

/** What addresses and types consist of. */
const WORD = /^[\p{L}\p{N}_+./:…-]+$/u;

/** A text of a drive as it is, or in quotes if it could be mistaken for something else. */
export const plain = (text: string): string => (NAME.test(text) ? text : JSON.stringify(text));

/** The same for a text that has no spaces. */
export const plainWord = (text: string): string => (WORD.test(text) ? text : JSON.stringify(text));
