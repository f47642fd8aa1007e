import * as pulumi from "@pulumi/pulumi";
import { type StackDefaults, TEXT_SETTINGS } from "../../provider/check/text-settings.ts";
import { nearest } from "../../provider/text/nearest.ts";

const NAMESPACE = "config-drive";

/** The keys that a stack can set, without their namespace. */
export const STACK_KEYS: readonly string[] = Object.keys(TEXT_SETTINGS);

const isKey = (key: string): key is keyof StackDefaults => Object.hasOwn(TEXT_SETTINGS, key);

/** Whether the value was set with `--secret`. Pulumi's types don't declare this question. */
const isSecret = (key: string): boolean => {
    const ask: unknown = Reflect.get(pulumi.runtime, "isConfigSecret");
    return typeof ask === "function" && ask(`${NAMESPACE}:${key}`) === true;
};

const strange = (key: string): string => {
    const [closest] = nearest(key, STACK_KEYS);
    return `isn't a key for config drives; did you mean ${NAMESPACE}:${closest}?`;
};

/** A key's value as an argument of a drive, or the problem with it. */
type Setting = { readonly key: string; readonly value: unknown } | { readonly problem: string };

const read = (key: string, text: string): Setting => {
    const refuse = (reason: string): Setting => ({ problem: `${NAMESPACE}:${key}: ${reason}` });
    if (!isKey(key)) return refuse(strange(key));
    if (key === "connectionPassword" && !isSecret(key)) return refuse("is stored in plain text; set it with --secret");
    const reading = TEXT_SETTINGS[key](text);
    if ("reason" in reading) return refuse(reading.reason);
    return { key, value: isSecret(key) ? pulumi.secret<unknown>(reading.value) : reading.value };
};

/** The stack's values for drives. A project named like the namespace has its own keys in it. */
const settings = (): readonly Setting[] =>
    Object.entries(pulumi.runtime.allConfig())
        .filter(([name]) => name.startsWith(`${NAMESPACE}:`))
        .map(([name, text]) => ({ key: name.slice(NAMESPACE.length + 1), text }))
        .filter(({ key }) => isKey(key) || pulumi.getProject() !== NAMESPACE)
        .map(({ key, text }) => read(key, text));

const refuseAll = (problems: readonly string[]): void => {
    if (problems.length === 0) return;
    const lines = problems.map((problem) => `\n    ${problem}`).join("");
    throw new pulumi.RunError(
        `read the defaults for config drives from the stack's configuration: it is invalid. Change a value with \`pulumi config set KEY VALUE\`, or remove it with \`pulumi config rm KEY\`.${lines}`,
    );
};

const isLater = (given: unknown): given is pulumi.Output<string | undefined> =>
    pulumi.Output.isInstance(given) || given instanceof Promise;

/** An output can resolve to undefined. */
const orDefault = (given: unknown, value: unknown): unknown =>
    isLater(given) ? pulumi.output(given).apply((known): unknown => known ?? value) : (given ?? value);

/**
 * The arguments of a drive, completed by the stack's configuration: `config-drive:pool` and so on. An argument overrides
 * its key.
 *
 * @throws RunError that lists all keys with a wrong value.
 */
export const withStackDefaults = <Args extends object>(args: Args): Args => {
    const found = settings();
    refuseAll(found.flatMap((setting) => ("problem" in setting ? [setting.problem] : [])));
    const given: ReadonlyMap<string, unknown> = new Map(Object.entries(args));
    const completed = found.flatMap((setting) =>
        "problem" in setting ? [] : [[setting.key, orDefault(given.get(setting.key), setting.value)] as const],
    );
    return { ...args, ...Object.fromEntries(completed) };
};
