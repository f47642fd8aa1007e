import type { LinkView } from "./network-view.ts";

/** A link, and those that are drawn below it. */
export interface Stack {
    readonly link: LinkView;
    /** Whether it is drawn below a bond that it is in. */
    readonly isMember: boolean;
    /** The members of a bond, then the VLANs. */
    readonly children: readonly Stack[];
}

/** The link below which each link is drawn: the first bond that it is in, or else the link that a VLAN is on. */
const parentsOf = (links: readonly LinkView[]): ReadonlyMap<string, LinkView> => {
    const byId = new Map(links.map((link) => [link.id, link]));
    const parents = new Map<string, LinkView>();
    for (const bond of links.filter(({ kind }) => kind === "bond")) {
        for (const id of bond.below) if (!parents.has(id)) parents.set(id, bond);
    }
    for (const { id, below } of links.filter(({ kind }) => kind === "vlan")) {
        const base = byId.get(below[0] ?? "");
        if (base !== undefined && !parents.has(id)) parents.set(id, base);
    }
    return parents;
};

/**
 * The links as trees, each link once. There is no circle: the way up from a VLAN leads down to the link that it is on
 * until it reaches a bond's member, and from there only up to bonds, and no link is below itself.
 */
export const stacksOf = (links: readonly LinkView[]): readonly Stack[] => {
    const parents = parentsOf(links);
    const childrenOf = (parent: LinkView | undefined): readonly LinkView[] =>
        links.filter(({ id }) => parents.get(id) === parent);
    const isMember = ({ id }: LinkView): boolean => parents.get(id)?.below.includes(id) ?? false;
    const stackOf = (link: LinkView): Stack => {
        const own = childrenOf(link);
        const ordered = [...own.filter(isMember), ...own.filter((child) => !isMember(child))];
        return { link, isMember: isMember(link), children: ordered.map(stackOf) };
    };
    return childrenOf(undefined).map(stackOf);
};
