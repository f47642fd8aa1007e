/** A value that PowerShell takes literally; typographic quotes end a string there too. */
export const quote = (value: string): string => `'${value.replaceAll(/['\u2018-\u201b]/g, "$&$&")}'`;

/**
 * A command line that runs a script. It contains nothing that cmd.exe, which Windows' ssh server starts by default, or
 * PowerShell would interpret.
 */
export const powershell = (script: string): string => {
    const settings = "$ErrorActionPreference = 'Stop'\n$ProgressPreference = 'SilentlyContinue'\n";
    const encoded = Buffer.from(settings + script, "utf16le").toString("base64");
    return `powershell -NoProfile -NonInteractive -EncodedCommand ${encoded}`;
};
