// Plain JavaScript without static imports, so that a Node without type stripping can print the message.
{
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major > 22 || (major === 22 && minor >= 18)) {
        import("./fleet/suite.ts").then(({ runFleet }) => runFleet(process.argv.slice(2)));
    } else {
        process.stderr.write(`npm run bench:fleet: it needs Node 22.18 or newer; this is ${process.versions.node}.\n`);
        process.exitCode = 2;
    }
}
