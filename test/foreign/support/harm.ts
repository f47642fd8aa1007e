/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { visible } from "../../../provider/page/visible.ts";
import type { DriveView } from "../../../provider/view/drive-view.ts";

/** Longer texts are cut. */
const MAX_LENGTH = 200;

const valueText = (value: DriveView["guest"]["facts"][number]["value"]): string =>
    typeof value === "string" ? value : (value.value ?? "");

/** Texts of a drive that its page must show as they are. */
const textsOf = ({ guest, network, readers, findings }: DriveView): readonly string[] =>
    [
        ...guest.facts.flatMap(({ path, label, value }) => [path, label, valueText(value)]),
        ...guest.keys.flatMap(({ name, type, fingerprint = "", comment }) => [
            name,
            type,
            fingerprint,
            valueText(comment),
        ]),
        ...(guest.logins ?? []).flatMap(({ user = "", value, source }) => [user, value, source]),
        ...[...guest.userData, ...guest.vendorData].flatMap(({ place, kind, outline, text = "", failure }) => [
            place,
            kind.name,
            outline,
            text,
            failure,
        ]),
        ...guest.packages,
        ...guest.users,
        ...guest.files.flatMap(({ path, mode, owner, source }) => [path, mode, owner, source]),
        ...(network?.links ?? []).flatMap(({ id, mac, below, remarks }) => [id, mac, ...below, ...remarks]),
        ...(network?.networks ?? []).flatMap(({ id, method, address, gateway, dns }) => [
            id,
            method,
            address,
            gateway,
            ...dns,
        ]),
        ...readers.flatMap(({ name, takes, leaves }) => [
            name,
            ...[...takes, ...leaves].flatMap(({ input, remark }) => [input, remark]),
        ]),
        ...findings.flatMap(({ path, reason }) => [path, reason]),
    ].filter((text) => text.length <= MAX_LENGTH);

/** What a page can only have if a text of the drive became markup. */
const foreignMarkup = (page: Page): Promise<readonly string[]> =>
    page.evaluate(() => [
        ...[
            ...document.querySelectorAll("img, iframe, object, embed, form, input, base, b, foreignObject, animate"),
        ].map(({ outerHTML }) => outerHTML),
        ...[...document.querySelectorAll("script")].slice(1).map(({ outerHTML }) => outerHTML),
        ...[...document.querySelectorAll("*")]
            .flatMap(({ attributes }) => [...attributes])
            .filter(
                ({ name, value }) =>
                    /^on|^style$|^src$/.test(name) || (/href$/.test(name) && !/^#|^data:,$/.test(value)),
            )
            .map(({ name, value }) => `${name}=${value}`),
    ]);

/** Fails if a page doesn't show a drive's texts as they are, or took one for markup. */
export const expectHarmless = async (page: Page, view: DriveView): Promise<void> => {
    expect(await foreignMarkup(page)).toEqual([]);
    const shown = await page.evaluate(() => document.querySelector("main")?.textContent ?? "");
    expect(textsOf(view).filter((text) => !shown.includes(visible(text)))).toEqual([]);
};
