import { defineConfig } from "vitepress";
import { anchorOf } from "../build/anchor.ts";
import { galleryMenu, guideMenu, referenceMenu } from "../build/menu.ts";
import { CONTENT, DIST, ROOT } from "../build/places.ts";

const icon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='15' fill='%234d5bd1'/%3E%3Ccircle cx='16' cy='16' r='4' fill='white'/%3E%3C/svg%3E";

export default defineConfig({
    lang: "en",
    title: "pulumi-config-drive",
    description: "A Pulumi resource that builds OpenStack config drives for libvirt guests.",
    srcDir: CONTENT,
    outDir: DIST,
    cleanUrls: true,
    head: [["link", { rel: "icon", href: icon }]],
    markdown: {
        anchor: { slugify: anchorOf },
        // Vue would take {{ … }} in code for its own.
        config: (md) => {
            md.renderer.rules.code_inline = (tokens, index) =>
                `<code v-pre>${md.utils.escapeHtml(tokens[index]?.content ?? "")}</code>`;
        },
    },
    themeConfig: {
        nav: [
            { text: "Guides", link: "/start", activeMatch: "^/(?!examples|reference|drives)." },
            { text: "Reference", link: "/reference/", activeMatch: "^/reference" },
            { text: "Examples", link: "/examples/", activeMatch: "^/examples" },
            { text: "Drives", link: "/drives" },
        ],
        sidebar: {
            "/examples/": [...galleryMenu(ROOT)],
            "/reference/": [...referenceMenu()],
            "/": [...guideMenu()],
        },
        outline: [2, 3],
        search: { provider: "local" },
        docFooter: { prev: false, next: false },
        externalLinkIcon: true,
    },
});
