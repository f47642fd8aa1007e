// Plain JavaScript without static imports, so that a Node without type stripping can print the message.
{
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major > 22 || (major === 22 && minor >= 18)) {
        import("./start/measure.ts").then(({ runStart }) => runStart());
    } else {
        process.stderr.write(`npm run bench:start: it needs Node 22.18 or newer; this is ${process.versions.node}.\n`);
        process.exitCode = 2;
    }
}
