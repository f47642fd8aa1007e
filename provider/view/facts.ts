import type { RawInputs } from "../model/inputs.ts";
import { isSecret } from "../model/secrets.ts";
import { entriesOf, isObject, itemsOf } from "../spec/json.ts";
import { type Path, showPath } from "../spec/path.ts";
import { cut, MOST } from "./bounds.ts";
import type { Fact } from "./drive-view.ts";
import { digestOf, isSecretKey, isSecretValue, secretViewOf, textOf } from "./secret-view.ts";

/** The plain values, in the order in which people look for them. */
const LABELS = {
    hostname: "Host name",
    name: "Name",
    uuid: "Instance id",
    availabilityZone: "Availability zone",
    projectId: "Project",
    launchIndex: "Launch index",
    adminPassword: "Administrator's password",
    randomSeed: "Random seed",
    dedicatedCpus: "Dedicated CPUs",
} as const;

/** Documents of the user's own, whose values are facts each. */
const DOCUMENTS = { meta: "meta", extraMetaData: "extra metadata", ec2: "EC2 metadata" } as const;

/** A value that isn't a document, e.g. `meta.role`. */
interface Leaf {
    readonly path: Path;
    readonly value: unknown;
    readonly isSecret: boolean;
}

const isEmpty = (value: unknown): boolean => entriesOf(value).length === 0 && itemsOf(value).length === 0;

/** All values of a document, at any depth; the document is bounded. */
const leavesOf = (value: unknown, path: Path, isHidden: boolean): readonly Leaf[] => {
    const isInner = (isObject(value) || Array.isArray(value)) && !isEmpty(value);
    if (!isInner) return [{ path, value, isSecret: isHidden }];
    const members = Array.isArray(value)
        ? value.map((item, index): readonly [string | number, unknown] => [index, item])
        : entriesOf(value);
    return members.flatMap(([step, item]) =>
        leavesOf(item, [...path, step], isHidden || (typeof step === "string" && isSecretKey(step))),
    );
};

const factOf = (label: string, { path, value, isSecret: isHidden }: Leaf, withSecrets: boolean): Fact => ({
    path: cut(showPath(path), MOST.name),
    label,
    value: isHidden || isSecretValue(value) ? secretViewOf(value, withSecrets) : textOf(value, withSecrets),
    digest: digestOf(value),
});

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Values of a list are one text; metadata that isn't as it should be is a document. */
const leavesOfPlain = (key: string, value: unknown): readonly Leaf[] => {
    if (!Array.isArray(value) || value.some((item) => typeof item === "object")) {
        return leavesOf(value, [key], isSecret(key));
    }
    return [{ path: [key], value: value.join(", "), isSecret: isSecret(key) }];
};

const plainFacts = (inputs: RawInputs, withSecrets: boolean): readonly Fact[] =>
    Object.entries(LABELS)
        .filter(([key]) => isSet(inputs[key]))
        .flatMap(([key, label]) => leavesOfPlain(key, inputs[key]).map((leaf) => factOf(label, leaf, withSecrets)));

const documentFacts = (inputs: RawInputs, withSecrets: boolean): readonly Fact[] =>
    Object.entries(DOCUMENTS).flatMap(([key, label]) =>
        entriesOf(inputs[key]).flatMap(([name, value]) =>
            leavesOf(value, [key, name], isSecretKey(name)).map((leaf) =>
                factOf(`${cut(showPath(leaf.path.slice(1)), MOST.name)} (${label})`, leaf, withSecrets),
            ),
        ),
    );

/** A device on one line, e.g. `nic, mac 52:54:00:12:34:56, tags net0`. */
const deviceText = (device: unknown, withSecrets: boolean): string =>
    cut(
        entriesOf(device)
            .filter(([key]) => withSecrets || !isSecretKey(key))
            // The type is what people look for first.
            .toSorted(([a], [b]) => Number(b === "type") - Number(a === "type"))
            .map(([key, value]) => {
                const text = textOf(isWords(value) ? value.join(" ") : value, withSecrets);
                return key === "type" ? text : `${cut(key, MOST.name)} ${text}`;
            })
            .join(", "),
    );

const isWords = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((item) => typeof item === "string");

const deviceFacts = ({ devices }: RawInputs, withSecrets: boolean): readonly Fact[] =>
    itemsOf(devices).map((device, index) => ({
        path: `devices[${index}]`,
        label: `Device ${index + 1}`,
        value: deviceText(device, withSecrets),
        digest: digestOf(device),
    }));

/**
 * What the metadata tells the guest. Values under a name such as `password` or `token` count as secrets, and so do those
 * with the form of one, e.g. an address with a password.
 *
 * @param inputs Those of `readDrive`, of any shape.
 */
export const factsOf = (inputs: RawInputs, withSecrets: boolean): readonly Fact[] => [
    ...plainFacts(inputs, withSecrets),
    ...documentFacts(inputs, withSecrets),
    ...deviceFacts(inputs, withSecrets),
];
