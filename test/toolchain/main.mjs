import { demo } from "./demo.mjs";
import { say } from "./progress.mjs";
import { Problem } from "./run.mjs";
import { setUpAllTests, setUpLibvirt09Tests, setUpTests } from "./set-up.mjs";
import { allTests, libvirt09Tests, tests, unitTests } from "./test.mjs";

const usage = `usage: node test/toolchain/main.mjs COMMAND
    test [ARGUMENT…]      set up what is missing, then lint, build, type check and test (arguments go to vitest)
    test-all [ARGUMENT…]  the same with the long tests, those in test/matrix
    test-09 [ARGUMENT…]   the tests with libvirt provider 0.9, those in test/libvirt-09
    unit [ARGUMENT…]      run only the unit tests, which need only Node and curl
    demo [--destroy]      set up what is missing, then show a config drive at work; --destroy removes everything
    env                   set up what \`test\` needs, and print its environment for a shell: eval "$(… env)"
    env-all               the same for \`test-all\`
    env-09                the same for \`test-09\``;

const commands = {
    test: tests,
    "test-all": allTests,
    "test-09": libvirt09Tests,
    unit: unitTests,
    demo,
    env: () => printEnvironment(setUpTests),
    "env-all": () => printEnvironment(setUpAllTests),
    "env-09": () => printEnvironment(setUpLibvirt09Tests),
};

async function printEnvironment(setUp) {
    const { env } = await setUp();
    for (const name of Object.keys(env).filter((key) => env[key] !== process.env[key])) {
        process.stdout.write(`export ${name}='${env[name].replaceAll("'", "'\\''")}'\n`);
    }
    return 0;
}

async function main([name = "", ...args]) {
    if (!Object.hasOwn(commands, name)) throw new Problem(usage);
    process.exitCode = await commands[name](args);
}

try {
    await main(process.argv.slice(2));
} catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.output) say(error.output);
    say(error.message);
    process.exitCode = 1;
}
