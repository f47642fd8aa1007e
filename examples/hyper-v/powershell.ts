/** A value that PowerShell takes as it stands; typographic quotes end a string there too. */
export const quote = (value: string): string => `'${value.replaceAll(/['\u2018-\u201b]/g, "$&$&")}'`;

/**
 * A command line that runs a script. Neither cmd.exe, which Windows' ssh server starts by default, nor PowerShell finds
 * anything to interpret in it.
 */
export const powershell = (script: string): string => {
    const settings = "$ErrorActionPreference = 'Stop'\n$ProgressPreference = 'SilentlyContinue'\n";
    const encoded = Buffer.from(settings + script, "utf16le").toString("base64");
    return `powershell -NoProfile -NonInteractive -EncodedCommand ${encoded}`;
};
