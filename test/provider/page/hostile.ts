import fc from "fast-check";
import type { DriveView, Fact, PartView, SecretView } from "../../../provider/view/drive-view.ts";
import type { NetworkView } from "../../../provider/view/network/network-view.ts";
import { image, sha256 } from "./views.ts";

/** Texts that a page could take for something else. */
export const NASTY: readonly string[] = [
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "</title><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "'><svg onload=alert(4)>",
    "</text></svg><iframe src=javascript:alert(5)></iframe>",
    "</pre></code><a href=javascript:alert(6)>go</a>",
    "<!-- <script>alert(7)</script>",
    "]]><![CDATA[<b>",
    "javascript:alert(8)",
    "data:text/html,<script>alert(9)</script>",
    "&lt;b&gt;&amp;&#0;&quot;",
    "`$" + "{alert(10)}`",
    "{{constructor.constructor('alert(11)')()}}",
    "a\u202egpj.exe",
    "\u2066\u2067\u2068\u2069\u200f",
    "nul\0nul",
    "\u001b[2J\u0007\r\n\t\u0085\u2028\u2029",
    "\ud800",
    "\udc00\ud800x",
    "zero\u200bwidth\ufeff\u00ad",
    "\u0e33\u0e33\u0e33\u0300\u0301\u0302\u0303\u0304".repeat(4),
    "﷽𒐫𒈙",
    "العربية עברית",
    "👩‍👩‍👧‍👦🇨🇭",
    "__proto__",
    "constructor",
    "a/../../b",
    "//////",
    "",
    " ",
    "\n\n",
];

/** Any text. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
    { weight: 2, arbitrary: fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((texts) => texts.join("")) },
    { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary-ascii", maxLength: 40 }) },
    // A lone half of a pair can be anywhere.
    { weight: 1, arbitrary: fc.array(fc.nat(0xffff), { maxLength: 12 }).map((units) => String.fromCharCode(...units)) },
    { weight: 1, arbitrary: fc.constantFrom("x".repeat(3000), "<".repeat(500), "é\u0301".repeat(400)) },
);

const secret = (isShown: boolean): fc.Arbitrary<SecretView> =>
    anyText.map((value) => ({ digest: sha256(value), value: isShown ? value : undefined }));

const part = (isShown: boolean): fc.Arbitrary<PartView> =>
    fc.record({
        place: anyText,
        kind: fc.record({
            name: anyText,
            language: fc.constantFrom("yaml", "json", "bash", "powershell", "ini", "xml", "text"),
        }),
        size: fc.nat(),
        digest: anyText.map(sha256),
        outline: anyText,
        text: isShown ? anyText : fc.constant(undefined),
        failure: anyText,
    });

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 4 });

/** Any network: with circles, links that are on themselves and names that look like others. */
export const anyNetwork: fc.Arbitrary<NetworkView> = fc
    .uniqueArray(anyText, { minLength: 1, maxLength: 8 })
    .chain((ids) =>
        fc.record({
            links: fc.tuple(
                ...ids.map((id) =>
                    fc.record({
                        id: fc.constant(id),
                        kind: fc.constantFrom("nic", "bond", "vlan"),
                        type: anyText,
                        mac: anyText,
                        mtu: fc.option(fc.nat(), { nil: undefined }),
                        below: fc.subarray(ids),
                        remarks: some(anyText),
                    }),
                ),
            ),
            networks: fc.uniqueArray(
                fc.record({
                    id: anyText,
                    link: fc.constantFrom("", ...ids),
                    method: anyText,
                    address: anyText,
                    routes: some(fc.record({ to: anyText, via: anyText })),
                    gateway: anyText,
                    dns: some(anyText),
                }),
                { maxLength: 6, selector: ({ id }) => id },
            ),
            dns: some(anyText),
            omitted: fc.nat(5),
        }),
    );

const fact = (isShown: boolean): fc.Arbitrary<Fact> =>
    fc.record({ path: anyText, label: anyText, value: fc.oneof(anyText, secret(isShown)) });

const guest = (isShown: boolean): fc.Arbitrary<DriveView["guest"]> =>
    fc.record({
        facts: some(fact(isShown)),
        keys: some(
            fc.record({
                name: anyText,
                type: anyText,
                fingerprint: fc.option(anyText, { nil: undefined }),
                comment: fc.oneof(anyText, secret(isShown)),
                user: fc.option(anyText, { nil: undefined }),
                source: fc.option(anyText, { nil: undefined }),
            }),
        ),
        logins: some(
            fc.record({
                setting: fc.constantFrom("ssh_pwauth", "disable_root", "lock_passwd"),
                user: fc.option(anyText, { nil: undefined }),
                value: anyText,
                source: anyText,
            }),
        ),
        userData: some(part(isShown)),
        vendorData: some(part(isShown)),
        packages: some(anyText),
        users: some(anyText),
        files: some(
            fc.record({
                path: anyText,
                size: fc.option(fc.nat(), { nil: undefined }),
                mode: anyText,
                owner: anyText,
                source: anyText,
            }),
        ),
    });

const uses = some(fc.record({ input: anyText, remark: anyText }));

const viewWith = (hasSecrets: boolean): fc.Arbitrary<DriveView> =>
    fc.record({
        name: anyText,
        image: fc.option(
            fc
                .record({ label: anyText, publisher: anyText, container: anyText })
                .map((texts) => ({ ...image, ...texts })),
            { nil: undefined },
        ),
        guest: guest(hasSecrets),
        network: fc.option(anyNetwork, { nil: undefined }),
        tree: some(
            fc.record({
                path: anyText,
                kind: fc.constantFrom("file", "directory", "other"),
                size: fc.nat(),
                sha256: anyText.map(sha256),
                isDigestShown: fc.boolean(),
                sameAs: some(anyText),
            }),
        ),
        readers: some(
            fc.record({ name: anyText, obstacle: anyText, isMeant: fc.boolean(), takes: uses, leaves: uses }),
        ),
        findings: some(
            fc.record({
                severity: fc.constantFrom("problem", "warning"),
                path: anyText,
                reason: anyText,
                topic: fc.constantFrom("guest", "access", "userData", "vendorData", "network", "files", "image"),
            }),
        ),
        hasSecrets: fc.constant(hasSecrets),
    });

/** Any drive, of an image that wants to do harm. */
export const anyView: fc.Arbitrary<DriveView> = fc.boolean().chain(viewWith);

/** A drive with more of everything than a page has room for. */
export const hugeView = (text: string): DriveView => {
    const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
        Array.from({ length: count }, (_, index) => make(index));
    const long = (index: number): string => `${index} ${text}`;
    const ids = many(120, long);
    return {
        name: text,
        image: { ...image, label: text },
        guest: {
            facts: many(320, (index) => ({ path: long(index), label: long(index), value: text })),
            keys: many(320, (index) => ({
                name: long(index),
                ...{ type: text, fingerprint: text, comment: text, user: text, source: text },
            })),
            logins: many(320, (index) => ({ setting: "lock_passwd", user: long(index), value: text, source: text })),
            userData: many(50, (index) => ({
                place: `part ${index}`,
                kind: { name: text, language: "yaml" },
                size: 1,
                digest: sha256(long(index)),
                outline: `${text}\n`.repeat(50),
                text: `a: "${text}" # b\n`.repeat(50),
                failure: text,
            })),
            vendorData: [],
            packages: many(320, long),
            users: many(320, long),
            files: many(3_000, (index) => ({
                path: long(index),
                size: index,
                mode: "0644",
                owner: text,
                source: "files",
            })),
        },
        network: {
            links: ids.map((id, index) => ({
                id,
                kind: index < 24 ? "nic" : "bond",
                type: text,
                mac: text,
                mtu: 1500,
                below: index < 24 ? [] : ids.slice(0, 24),
                remarks: [text],
            })),
            networks: many(120, (index) => ({
                id: long(index),
                link: ids[index] ?? "",
                method: text,
                address: text,
                routes: many(50, () => ({ to: text, via: text })),
                gateway: text,
                dns: many(50, () => text),
            })),
            dns: many(200, long),
            omitted: 7,
        },
        tree: many(3_000, (index) => ({
            path: `openstack/${index % 100}/${long(index)}`,
            kind: "file",
            size: index,
            sha256: sha256(text),
            isDigestShown: true,
            sameAs: index < 5 ? ids : [],
        })),
        readers: many(20, (index) => ({
            name: long(index),
            obstacle: "",
            isMeant: true,
            takes: many(100, (use) => ({ input: long(use), remark: text })),
            leaves: [],
        })),
        findings: many(320, (index) => ({ severity: "problem", path: long(index), reason: text, topic: "guest" })),
        hasSecrets: true,
    };
};
