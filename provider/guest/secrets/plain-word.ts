/** Letters alone; longer ones can be passphrases. */
const LETTERS = /^\p{L}{1,12}$/u;

/** `apt-get`. */
const PAIR = /^[a-z]+-[a-z]+$/;

/** `-y`, `--no-install-recommends`, but no option with a value. */
const OPTION = /^--?[A-Za-z][a-z-]*$/;

/** Small numbers, versions and addresses. */
const NUMBER = /^(?:\d{1,5}|[\d.]{1,15}(?:\/\d{1,2})?)$/;

/** A path is no secret, but base64 can start with a slash too. */
const PATH =
    /^(?:~|\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var))(?:\/|$)/;

const IN_PATH = /^[\w./+@~-]+$/;

/** What a word has around it in a sentence or in a script. */
const AROUND = /^["'`([{<]+|["'`)\]}>.,:;!?]+$/g;

/** Longer words aren't plain, so nothing has to be searched in them. */
const LONGEST = 200;

/** A word without the punctuation around it. */
export const bare = (word: string): string => (word.length > LONGEST ? word : word.replaceAll(AROUND, ""));

/**
 * Whether a word is one that messages and scripts consist of, so that removing it from a message would hide more than a
 * secret: an ordinary word, an option, a path or a small number.
 */
export const isPlainWord = (word: string): boolean => {
    if (word.length > LONGEST) return false;
    if (!/[\p{L}\p{N}]/u.test(word)) return word.length < 4;
    if (PATH.test(word)) return IN_PATH.test(word);
    return LETTERS.test(word) || OPTION.test(word) || NUMBER.test(word) || (PAIR.test(word) && word.length <= 12);
};
