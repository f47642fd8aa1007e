/**
 * What the comments say to TypeScript programmers, and what the schema says to all others instead. Every phrase must
 * occur, so that none is left behind when a comment changes.
 */
const PHRASES: readonly (readonly [string, string])[] = [
    [
        " Not a secret unless the program marks it with `pulumi.secret`.",
        " Not a secret unless the program marks it as one.",
    ],
    [" A secret, even if the program doesn't mark it.", " A secret, even if the program doesn't mark it as one."],
    [
        "`vm.uuid` of a `libvirt.Domain` of provider 0.9,\n`vm.id` of one of `@pulumi/libvirt` 0.5.",
        "the output `uuid` of a\n`libvirt.Domain` of provider 0.9, the output `id` of one of provider 0.5.",
    ],
    [" `null` omits it.", ""],
    [
        'Default: the config value `libvirt:uri`, else the environment variable `LIBVIRT_DEFAULT_URI`, else\n"qemu:///system"',
        "Default: the provider's `connection`, else the environment variable `LIBVIRT_DEFAULT_URI`, else `qemu:///system`",
    ],
    ["Default: null", "Default: none"],
    [
        "`base64gzip` is a secret if anything in `args` is. So are\nthe other outputs, unless the drive has a `randomSeed` of at least 16 bytes:",
        "The outputs are secrets if an argument is: one that the\nprogram marks, or one that always is, e.g. `userData`. Only with a `randomSeed` of at least 16 bytes that the program\ndoesn't mark do the paths, the digest and the sizes stay readable:",
    ],
    [
        "; otherwise the text unchanged. Equal texts",
        "; otherwise as it is. The result is base64\nin both cases. Equal texts",
    ],
    [" Computed when it is first read.", " Only with `includeBase64gzip`."],
    [" docs/errors.md lists everything that is rejected.", ""],
];

const used = new Set<string>();

/** A comment's text in the words for all languages. */
export const reworded = (text: string): string =>
    PHRASES.reduce((now, [phrase, instead]) => {
        if (!now.includes(phrase)) return now;
        used.add(phrase);
        return now.replaceAll(phrase, instead);
    }, text);

/** Phrases that no comment has any more. */
export const unusedPhrases = (): readonly string[] =>
    PHRASES.map(([phrase]) => phrase).filter((each) => !used.has(each));
