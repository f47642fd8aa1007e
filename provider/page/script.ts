/**
 * What the page can do beyond HTML. It works without. Everything that the script makes, it makes of the page's own
 * elements and of fixed texts.
 */
export const SCRIPT: string = `"use strict";
(() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const button = (text, className) => {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = text;
        made.className = className;
        return made;
    };

    // Opens and closes everything but secrets.
    const opener = button("Expand all", "tool");
    opener.addEventListener("click", () => {
        const open = opener.textContent === "Expand all";
        for (const each of all("main details:not(.secret)")) each.open = open;
        opener.textContent = open ? "Collapse all" : "Expand all";
    });
    document.querySelector("nav.sections")?.append(opener);

    // Copies a digest or a text; without the right to, selects it.
    const copier = (target) => {
        const made = button("Copy", "copy");
        const name = target.closest("[aria-label]")?.getAttribute("aria-label");
        if (name) made.setAttribute("aria-label", "Copy " + name);
        made.addEventListener("click", async () => {
            try {
                await navigator.clipboard.writeText(target.textContent);
                made.textContent = "Copied";
            } catch {
                getSelection()?.selectAllChildren(target);
                made.textContent = "Selected";
            }
            setTimeout(() => { made.textContent = "Copy"; }, 2000);
        });
        return made;
    };
    for (const each of all("pre.code:not(.diff)")) each.before(copier(each.querySelector("code")));
    for (const each of all("code.whole").filter((each) => !each.closest("del"))) each.after(" ", copier(each));

    // A link can lead to something in a closed part.
    const reveal = () => {
        const target = document.getElementById(location.hash.slice(1));
        for (let each = target?.parentElement; each; each = each.parentElement) {
            if (each.tagName === "DETAILS" && !each.classList.contains("secret")) each.open = true;
        }
    };
    addEventListener("hashchange", reveal);
    reveal();

    // A region that doesn't scroll is no stop for the keyboard.
    const regions = all(".scroll, pre.code");
    const watcher = new ResizeObserver((entries) => {
        for (const { target } of entries) {
            const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
            if (scrolls) target.tabIndex = 0;
            else target.removeAttribute("tabindex");
        }
    });
    for (const each of regions) watcher.observe(each);

    // Marks the section that is being read.
    const links = new Map(all("nav.sections a").map((link) => [link.hash.slice(1), link]));
    const seen = new Set();
    const spy = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
            if (isIntersecting) seen.add(target.id);
            else seen.delete(target.id);
        }
        const current = [...links.keys()].find((id) => seen.has(id));
        for (const [id, link] of links) {
            if (id === current) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        }
    }, { rootMargin: "-15% 0px -60% 0px" });
    for (const each of all("main > section")) spy.observe(each);
})();
`;
