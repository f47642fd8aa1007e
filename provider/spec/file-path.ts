/**
 * A path in the form of Unix, below a home directory, relative, or in the form of Windows. Commands of appliances and of
 * shells have spaces.
 */
const PATH = /^(?:~[\w.-]*\/|\.{0,2}\/|[A-Za-z]:[\\/])\S*\n?$/;

/** A bare name of a file that people put keys or user data in. */
const NAME = /^[\w-][\w.-]*\.(?:pub|pem|ya?ml|sh|ps1|cfg|ign|json|txt|tftpl)\n?$/;

/** Whether a text is the path of a file, given where its content belongs. */
export const isFilePath = (text: string): boolean => text.length < 4096 && (PATH.test(text) || NAME.test(text));
