import { describe, expect, it } from "vitest";
import { html } from "../../../../provider/page/html.ts";
import { GENEROUS } from "../../../../provider/page/limits.ts";
import { accessSection } from "../../../../provider/page/sections/access.ts";
import type { GuestView, KeyView } from "../../../../provider/view/drive-view.ts";
import { emptyGuest, emptyView, secret } from "../views.ts";

const textOf = (left: Partial<GuestView>, right?: Partial<GuestView>): string => {
    const view = (guest: Partial<GuestView>): typeof emptyView => ({
        ...emptyView,
        guest: { ...emptyGuest, ...guest },
    });
    const { body } = accessSection({ left: view(left), right: right && view(right), limits: GENEROUS });
    return String(html`${body}`)
        .replaceAll(/<[^>]+>/g, " ")
        .replaceAll(/\s+/g, " ");
};

const KEY: KeyView = { name: "ops", type: "ssh-ed25519", fingerprint: "SHA256:x", comment: "ops@example.org" };

describe("the section about access", () => {
    it("says whom a key lets in and what declares it, if not only the metadata has keys", () => {
        const own: KeyView = { ...KEY, name: "key 1", user: "alice", source: "user data, part 2" };
        expect(textOf({ keys: [KEY] })).not.toContain("Declared by");
        const text = textOf({ keys: [KEY, own] });
        expect(text).toContain("ops default user public keys ssh-ed25519");
        expect(text).toContain("key 1 alice user data, part 2 ssh-ed25519");
    });

    it("says that what a page can't read may let others in", () => {
        const part = (name: string, size = 9): Partial<GuestView> => ({
            userData: [
                {
                    place: "",
                    kind: { name, language: "text" },
                    size,
                    digest: "x",
                    outline: "",
                    text: undefined,
                    failure: "",
                },
            ],
        });
        for (const name of ["boot hook", "include list", "cloud-config patch", "jinja template of cloud-config"]) {
            expect(textOf(part(name))).toContain(
                "No public keys. User data of other kinds than cloud-config and Ignition",
            );
        }
        for (const name of ["cloud-config", "Ignition config"]) expect(textOf(part(name))).not.toContain("other kinds");
        expect(textOf(part("text", 0))).not.toContain("other kinds");
    });

    it("shows what locks an operator out, and where it changed", () => {
        const login = { setting: "lock_passwd", user: "alice", value: "true", source: "user data" } as const;
        expect(textOf({ logins: [login] })).toContain("Password locked lock_passwd alice true user data");
        const changed = textOf({ logins: [login] }, { logins: [{ ...login, value: "false" }] });
        expect(changed).toContain("before: true now: false");
    });

    it("has a comment that could be a secret behind a click, or not at all", () => {
        const key = (isShown: boolean, comment = "password=hunter2"): KeyView => ({
            ...KEY,
            comment: secret(comment, isShown),
        });
        expect(textOf({ keys: [key(false)] })).toContain("hidden; run with --secrets to see it");
        expect(textOf({ keys: [key(true)] })).toContain("Show the value of the comment of ops password=hunter2");
        expect(textOf({ keys: [key(false)] }, { keys: [key(false, "password=other")] })).toContain("differs , hidden");
    });

    it("lists the users of all data under one heading", () => {
        expect(textOf({ users: ["alice"] })).toContain("No public keys. Users alice");
    });
});
