import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REGISTRY_PAGES } from "./registry/pages.ts";

/** A page of the site: its address without the leading slash, and what menus call it. */
export interface Entry {
    readonly page: string;
    readonly text: string;
}

/** Guides that belong together because a user wants the same from them. */
export interface Group {
    readonly title: string;
    readonly guides: readonly Entry[];
}

const entry = (page: string, text: string): Entry => ({ page, text });

/** The guides in `docs/`, grouped by what users want. The menu adds pages that aren't guides. */
export const GROUPS: readonly Group[] = [
    {
        title: "Start",
        guides: [
            entry("languages", "Languages"),
            entry("plugin", "The plugin"),
            entry("adapters", "Package or plugin"),
        ],
    },
    {
        title: "Declare",
        guides: [
            entry("drive", "The drive"),
            entry("consumers", "What guests read"),
            entry("configuration", "A whole stack"),
        ],
    },
    { title: "First boot", guides: [entry("guest", "Wait for it"), entry("coexistence", "The libvirt provider")] },
    {
        title: "Operate",
        guides: [
            entry("lifecycle", "Life cycle"),
            entry("libvirt", "libvirt"),
            entry("pools", "Pools"),
            entry("import", "Import"),
            entry("doctor", "Check a host"),
            entry("reliability", "Reliability"),
            entry("cli", "Command line"),
            entry("cli-images", "Images on the command line"),
        ],
    },
    { title: "Other hypervisors", guides: [entry("images", "configDriveImage")] },
    { title: "Reference", guides: [entry("errors", "Errors by code")] },
    {
        title: "Project",
        guides: [
            entry("architecture", "Architecture"),
            entry("compatibility", "Compatibility"),
            entry("versions", "Versions of libvirt"),
        ],
    },
];

/** The names of the guides in a folder, without `.md`. The pages for Pulumi's registry aren't guides. */
export const guidesIn = (folder: string): readonly string[] =>
    readdirSync(folder)
        .filter((file) => file.endsWith(".md") && !REGISTRY_PAGES.includes(file))
        .map((file) => file.slice(0, -".md".length))
        .toSorted();

/** Guides that the menu lacks, and entries of the menu without a guide. */
export const menuProblems = (folder: string): readonly string[] => {
    const listed = GROUPS.flatMap(({ guides }) => guides.map(({ page }) => page));
    const existing = guidesIn(folder);
    return [
        ...existing
            .filter((name) => !listed.includes(name))
            .map((name) => `docs/${name}.md: not in the menu; add it to site/build/guides.ts`),
        ...listed
            .filter((name) => !existing.includes(name))
            .map((name) => `site/build/guides.ts: the menu has ${name}, but docs/${name}.md doesn't exist`),
    ];
};

/** The first heading of a page. */
export const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1] ?? "";

/** The text of a guide. */
export const readGuide = (folder: string, name: string): string => readFileSync(join(folder, `${name}.md`), "utf8");
