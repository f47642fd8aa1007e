/**
 * The names of the SDKs. A Node SDK is a package of its own beside `pulumi-config-drive`, so that a program can have
 * both; Pulumi's default would be in Pulumi's own scope on npm. Python's default is free, and the SDKs for Go, Java and
 * C# are generated into the program's folder and never published, so they have Pulumi's default names.
 */
export const LANGUAGES = {
    nodejs: { packageName: "pulumi-config-drive-sdk", respectSchemaVersion: true },
    python: { packageName: "pulumi_config_drive", respectSchemaVersion: true, pyproject: { enabled: true } },
    go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
    csharp: { respectSchemaVersion: true },
} as const;
