import { galleryOf } from "./gallery/gallery.ts";
import { type Entry, GROUPS } from "./guides.ts";
import { PAGES, TYPES } from "./reference/pages.ts";

/** An entry of the side bar: a page, or a group of pages. */
export interface MenuItem {
    readonly text: string;
    readonly link?: string;
    readonly collapsed?: boolean;
    /** Mutable, as VitePress has it. */
    readonly items?: MenuItem[];
}

const item = ({ page, text }: Entry): MenuItem => ({ text, link: `/${page}` });

const REFERENCE: readonly MenuItem[] = [...PAGES, TYPES].map(({ file, title }) => ({
    text: title,
    link: `/reference/${file}`,
}));

const ERRORS: MenuItem = { text: "Errors by code", link: "/errors" };

/** Pages beside the guides, before and after those of a group. */
const BESIDE: Readonly<
    Record<string, { readonly before?: readonly MenuItem[]; readonly after?: readonly MenuItem[] }>
> = {
    Start: {
        before: [
            { text: "Get started", link: "/start" },
            { text: "Examples", link: "/examples/" },
            { text: "Drives", link: "/drives" },
        ],
    },
    Reference: {
        before: [
            { text: "Arguments", link: "/reference/arguments" },
            { text: "Everything else", link: "/reference/" },
        ],
    },
    Project: {
        after: [
            { text: "Changelog", link: "/changelog" },
            { text: "Contributing", link: "/contributing" },
            { text: "Security", link: "/security" },
            { text: "Licence", link: "/licence" },
        ],
    },
};

/** The side bar of the reference. */
export const referenceMenu = (): readonly MenuItem[] => [
    { text: "Reference", link: "/reference/", items: [...REFERENCE, ERRORS] },
];

/** The side bar of the guides. */
export const guideMenu = (): readonly MenuItem[] =>
    GROUPS.map(({ title, guides }) => ({
        text: title,
        collapsed: false,
        items: [...(BESIDE[title]?.before ?? []), ...guides.map(item), ...(BESIDE[title]?.after ?? [])],
    }));

/** The side bar of the gallery. */
export const galleryMenu = (root: string): readonly MenuItem[] => [
    { text: "All examples", link: "/examples/" },
    ...[...galleryOf(root)].map(([text, examples]) => ({
        text,
        collapsed: false,
        items: examples.map(({ name, title }) => ({ text: title, link: `/examples/${name}` })),
    })),
];
