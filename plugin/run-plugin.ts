/**
 * The package's `main`. Pulumi's Node host requires the package's folder to start the plugin, and calls what it gets:
 * `@pulumi/pulumi/cmd/run-plugin`. Programs that name the package get `sdk/` by the package's `exports`. So nothing
 * starts if anything else loads this file.
 */
module.exports = async (): Promise<void> => {
    const { serve } = await import("./serve.ts");
    await serve(process.argv[2], process.env);
};
