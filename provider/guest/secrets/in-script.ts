import { isSecretName } from "../../model/secrets.ts";
import { bare, isPlainWord } from "./plain-word.ts";

/** More pieces of a pair than anybody writes. */
const MOST_PIECES = 200;

/** What is between quotes. An odd number of them, as an apostrophe makes, leaves open what is. */
const quotedBy = (quote: string, line: string): readonly string[] => {
    const parts = line.split(quote);
    return parts.length % 2 === 0 ? parts : parts.filter((_, index) => index % 2 === 1);
};

/** The value of `name=value` or `name: value`, if the name says that it's a secret. */
const secretSetting = (line: string): readonly string[] => {
    const at = line.search(/[:=]/);
    if (at < 0 || !isSecretName(line.slice(0, at))) return [];
    return [bare(line.slice(at + 1).trim())];
};

/** A word, and the pieces of a pair in it such as `name=value` or `user:password`. */
const piecesOf = (word: string): readonly string[] =>
    [word, ...word.split(/[=:,;|&]+/).slice(0, MOST_PIECES)].map(bare);

/** On a line that sets a password, an ordinary word can be one. */
const isWord = (word: string, line: string): boolean =>
    word.length >= 4 && (!isPlainWord(word) || (/passw/i.test(line) && word.length >= 6 && !isSecretName(word)));

const inLine = (line: string): readonly string[] => {
    const words = line.split(/\s+/).flatMap(piecesOf);
    const quoted = [...quotedBy('"', line), ...quotedBy("'", line)].map((text) => text.trim());
    return [
        ...words.filter((word) => isWord(word, line)),
        ...quoted.filter((text) => text.includes(" ") && text.length < line.length),
        ...secretSetting(line),
    ];
};

/** What can be a secret in a script or a file of any kind: its words and quoted texts, but no ordinary words. */
export const secretsInScript = (text: string): readonly string[] => text.split(/[\r\n]+/).flatMap(inLine);
