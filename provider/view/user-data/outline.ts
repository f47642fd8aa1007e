import type { RawInputs } from "../../model/inputs.ts";
import type { Problem } from "../../model/problem.ts";
import { type Piece, piecesOf } from "../../spec/user-data/piece.ts";
import type { Fact, GuestFileView, LoginView, PartView } from "../drive-view.ts";
import { loginsIn } from "./cloud-config/logins.ts";
import { packagesIn } from "./cloud-config/packages.ts";
import { usersIn } from "./cloud-config/users.ts";
import { filesIn } from "./cloud-config/write-files.ts";
import { type DeclaredKeyViews, declaredKeys, keysInCloudConfig, keysInIgnition } from "./declared-keys.ts";
import { hostNames } from "./host-names.ts";
import { ignitionFiles, ignitionUsers } from "./ignition.ts";
import { ignoredVendorData } from "./ignored-vendor-data.ts";
import { merge, type Origin, type OwnedPart } from "./merged.ts";
import { counted } from "./node.ts";
import { type Part, partsOf, YamlReader } from "./part.ts";
import { partView } from "./part-view.ts";
import { replacementWarnings } from "./replacements.ts";
import { Sizes } from "./sizes.ts";

/** What user data and vendor data make a guest do. */
export interface Outline {
    readonly userData: readonly PartView[];
    readonly vendorData: readonly PartView[];
    readonly keys: DeclaredKeyViews;
    readonly logins: readonly LoginView[];
    /** Those that override the metadata's. */
    readonly hostNames: readonly Fact[];
    /** What the guest drops of the parts. */
    readonly warnings: readonly Problem[];
    readonly packages: readonly string[];
    readonly users: readonly string[];
    readonly files: readonly GuestFileView[];
    /** What isn't in the lists, since they have limits or it could be a secret; e.g. `3 packages`. */
    readonly omitted: readonly string[];
}

/** Real drives have some dozens of each. */
const MOST = 500;

/** The place of a piece in the inputs, and in its content. */
const placeOf = ({ path, place }: Piece): string => {
    const [, index] = /\[(\d+)\](?:\.content)?$/.exec(path) ?? [];
    const source = path.startsWith("vendorData2") ? ["vendorData2"] : [];
    const part = index === undefined ? [] : [`part ${Number(index) + 1}`];
    const inner = place === "" ? [] : [place];
    return [...source, ...part, ...inner].join(", ");
};

const originOf = ({ path }: Piece): Origin =>
    (["vendorData2", "vendorData"] as const).find((origin) => path.startsWith(origin)) ?? "userData";

/** Items that are shown, and how many aren't. */
interface Listed<Item> {
    readonly items: readonly Item[];
    readonly omitted: number;
}

const listed = <Item>(items: readonly (Item | undefined)[]): Listed<Item> => {
    const known = items.filter((item) => item !== undefined);
    const taken = known.slice(0, MOST);
    return { items: taken, omitted: items.length - taken.length };
};

const notListed = ({ omitted }: Listed<unknown>, noun: string): readonly string[] =>
    omitted === 0 ? [] : [counted(omitted, noun)];

/** Each text once, also those that can't be shown. */
const distinct = (texts: readonly (string | undefined)[]): readonly (string | undefined)[] => {
    const known = texts.filter((text) => text !== undefined);
    return [...new Set(known), ...texts.filter((text) => text === undefined)];
};

const inConfigs = <Item>(
    parts: readonly Part[],
    ofCloudConfig: (config: unknown) => readonly Item[],
    ofIgnition: (config: unknown) => readonly Item[],
): readonly Item[] =>
    parts.flatMap(({ config }) => {
        if (config === undefined) return [];
        return config.kind === "ignition" ? ofIgnition(config.value) : ofCloudConfig(config.value);
    });

/** What declares something, e.g. `user data, part 2`. */
const sourceOf = ({ origin, place }: OwnedPart): string =>
    [origin === "userData" ? "user data" : "vendor data", ...(place === "" ? [] : [place])].join(", ");

const keysOfParts = (parts: readonly OwnedPart[], withSecrets: boolean): DeclaredKeyViews =>
    declaredKeys(
        parts.map((part) => ({
            source: sourceOf(part),
            declared: inConfigs([part], keysInCloudConfig, keysInIgnition),
        })),
        withSecrets,
    );

const loginsOfParts = (parts: readonly OwnedPart[]): readonly LoginView[] =>
    parts.flatMap((part) =>
        inConfigs([part], loginsIn, () => []).map((login) => ({ ...login, source: sourceOf(part) })),
    );

const cloudConfigsIn = (
    parts: readonly OwnedPart[],
): readonly { readonly source: string; readonly config: unknown }[] =>
    parts.flatMap((part) =>
        part.config?.kind === "cloud-config" ? [{ source: sourceOf(part), config: part.config.value }] : [],
    );

/**
 * What the user data and the vendor data of a drive make a guest do: a view of each part, and what all parts together
 * install, create and write. Without `withSecrets`, only what can't be a secret: values of known keys and of a known
 * form.
 */
export const outlineOf = (inputs: RawInputs, withSecrets: boolean): Outline => {
    const reader = new YamlReader();
    const declared = piecesOf(inputs).flatMap((piece) =>
        partsOf(piece, placeOf(piece), reader).map((part) => ({ ...part, origin: originOf(piece) })),
    );
    const { parts, replacements } = merge(declared);
    const packages = listed(distinct(inConfigs(parts, packagesIn, () => [])));
    const users = listed(distinct(inConfigs(parts, usersIn, ignitionUsers)));
    const logins = listed(loginsOfParts(parts));
    const sizes = new Sizes();
    const files = listed(
        inConfigs(
            parts,
            (config) => filesIn(config, sizes),
            (config) => ignitionFiles(config, sizes),
        ),
    );
    const shown = listed(declared);
    const skipped = parts.filter(({ isSkipped }) => isSkipped).length;
    const omitted = [
        ...notListed(logins, "login setting"),
        ...notListed(packages, "package"),
        ...notListed(users, "user"),
        ...notListed(files, "file"),
        ...notListed(shown, "part"),
        ...(skipped === 0 ? [] : [`what is in ${counted(skipped, "part")} too large to be read here`]),
    ];
    const viewsOf = (isVendor: boolean): readonly PartView[] =>
        shown.items
            .filter(({ origin }) => (origin !== "userData") === isVendor)
            .map((part) => partView(part, sizes, withSecrets));
    return {
        userData: viewsOf(false),
        vendorData: [...viewsOf(true), ...ignoredVendorData(inputs, sizes, withSecrets)],
        keys: keysOfParts(parts, withSecrets),
        logins: logins.items,
        hostNames: hostNames(cloudConfigsIn(parts)),
        warnings: replacementWarnings(replacements),
        packages: packages.items,
        users: users.items,
        files: files.items,
        omitted,
    };
};
