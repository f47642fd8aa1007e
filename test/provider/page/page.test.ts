import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_PAGE_SIZE, renderPage } from "../../../provider/page/page.ts";
import { anyView, hugeView } from "./hostile.ts";
import { broken, changedServer, emptyView, host, ignition, server, windows } from "./views.ts";

const hashOf = (text: string | undefined): string =>
    createHash("sha256")
        .update(text ?? "")
        .digest("base64");

const only = (page: string, element: string): string => {
    const found = [...page.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, "g"))];
    expect(found.length, element).toBe(1);
    return found[0]?.[1] ?? "";
};

/** The page without its style and script, which hold no text of a drive. */
const bodyOf = (page: string): string => page.replace(only(page, "style"), "").replace(only(page, "script"), "");

const TAGS =
    "a article body br code dd del desc details div dl dt em footer g h1 h2 h3 h4 head header html ins li link main meta nav ol p path pre rect script section span strong style summary svg table tbody td text th thead title tr ul caption".split(
        " ",
    );
const ATTRIBUTES =
    "aria-hidden aria-label aria-labelledby charset class content d dir height href http-equiv id lang lengthAdjust name open rel role rx scope tabindex text-anchor textLength viewBox width x y".split(
        " ",
    );

const namesIn = (page: string): { readonly tags: ReadonlySet<string>; readonly attributes: ReadonlySet<string> } => {
    const tags = [...bodyOf(page).matchAll(/<([a-z][^\s/>]*)([^<>]*)>/gi)];
    return {
        tags: new Set(tags.map(([, name = ""]) => name)),
        attributes: new Set(
            tags.flatMap(([, , rest = ""]) =>
                [...rest.matchAll(/([^\s"=/]+)(?:="[^"]*")?/g)].map(([, name = ""]) => name),
            ),
        ),
    };
};

describe("renderPage", () => {
    const views = { server, host, windows, ignition, broken, emptyView: () => emptyView };

    it.each(Object.entries(views))("renders %s, the same each time", (_, view) => {
        const page = renderPage(view());
        expect(page).toMatch(/^<!doctype html>\n<html lang="en"/);
        expect(renderPage(view())).toBe(page);
        expect(Buffer.byteLength(page)).toBeLessThan(100_000);
    });

    it("lets the browser use its own style and script alone", () => {
        const page = renderPage(server());
        const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
        expect(policy?.split("; ")).toEqual([
            "default-src 'none'",
            `script-src 'sha256-${hashOf(only(page, "script"))}'`,
            `style-src 'sha256-${hashOf(only(page, "style"))}'`,
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]);
        expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style>"));
    });

    it("has no markup but its own, whatever a drive holds", () => {
        fc.assert(
            fc.property(anyView, fc.option(anyView, { nil: undefined }), (left, right) => {
                const page = renderPage(left, right);
                const { tags, attributes } = namesIn(page);
                expect([...tags].filter((name) => !TAGS.includes(name) && name !== "!doctype")).toEqual([]);
                expect([...attributes].filter((name) => !ATTRIBUTES.includes(name))).toEqual([]);
                expect(bodyOf(page)).not.toMatch(/href="(?!#|data:,")/);
                expect(page).not.toMatch(/[\0\u202a-\u202e\u2066-\u2069]/);
            }),
            { numRuns: 150 },
        );
    });

    it.each([
        ["plain", "name"],
        ["long", "long name ".repeat(100)],
        ["escaped", "<'\"&>".repeat(100)],
        ["invisible", "\u202e".repeat(400)],
    ])("stays small for a huge drive of %s names, and says what it omits", (_, text) => {
        const view = hugeView(text);
        const page = renderPage(view);
        expect(Buffer.byteLength(page)).toBeLessThan(MAX_PAGE_SIZE);
        expect(page).toMatch(/more files not shown/);
        expect(page).toMatch(/The diagram omits/);
        const compared = renderPage(view, { ...hugeView(`${text}!`), name: "other" });
        expect(Buffer.byteLength(compared)).toBeLessThan(MAX_PAGE_SIZE);
    });

    it("says what is missing from a drive that holds nothing", () => {
        const page = renderPage(emptyView);
        for (const text of ["No public keys.", "No user data.", "No network data", "writes no files"]) {
            expect(page).toContain(text);
        }
        expect(page).not.toContain("<svg");
        expect(page).not.toContain("Vendor data");
        expect(page).toContain("No problems, no warnings");
    });

    it("shows the problems of inputs that make no drive, first at the top and then where they belong", () => {
        const page = renderPage(broken());
        expect(page).toContain("4 problems and 1 warning");
        expect(page.indexOf("must not contain spaces")).toBeLessThan(page.indexOf("doesn&#39;t start with a header"));
        for (const [section, id] of [
            ["guest", 1],
            ["software", 2],
            ["vendor-data", 3],
            ["drive", 4],
            ["user-data", 5],
        ] as const) {
            const [, body = ""] = new RegExp(`<section id="${section}"([\\s\\S]*?)</section>`).exec(page) ?? [];
            expect(body, section).toContain(`id="finding-${id}"`);
            expect(page).toContain(`href="#finding-${id}"`);
        }
    });

    it("hides a secret's value and its digest, and hides digests that could reveal one", () => {
        const page = renderPage(server());
        const { guest, tree } = server(true);
        for (const { value } of guest.facts) {
            if (typeof value === "string") continue;
            expect(page).not.toContain(value.value);
            expect(page).not.toContain(value.digest.slice(0, 8));
        }
        expect(tree.filter(({ isDigestShown }) => !isDigestShown).length).toBe(1);
        for (const { sha256, isDigestShown } of tree) expect(page.includes(sha256)).toBe(isDigestShown);
        expect(page.match(/hidden; run with/g)?.length).toBe(3);
    });

    it("keeps secrets that it has behind clicks", () => {
        const page = renderPage(server(true));
        for (const value of ["tulip-harbour-91", "violet-anchor-17"]) {
            const before = page.slice(0, page.indexOf(value));
            expect(before.lastIndexOf('<details class="secret">')).toBeGreaterThan(before.lastIndexOf("</details>"));
        }
        expect(page).toContain("This page contains secrets.");
    });

    it("says that secrets differ without their values", () => {
        const page = renderPage(server(), changedServer());
        expect(page).toMatch(/<strong>differs<\/strong>/);
        expect(page).not.toMatch(/tulip-harbour|maple-beacon/);
    });

    it("finds nothing to mark between a drive and itself", () => {
        for (const view of [server(true), host(), broken()]) {
            const page = bodyOf(renderPage(view, view));
            expect(page).toContain("<h1>Nothing differs</h1>");
            expect(page).not.toMatch(/<ins|<del|is-(added|removed|changed)/);
        }
    });
});
