import { type MappingNode, type Pair, TooCostly, type Use, YamlMistake } from "./node.ts";
import { MERGE } from "./tags.ts";

/** Merges can double the pairs with each line. */
const MAX_MERGED = 100_000;

/** Applies merges (<<): flatten_mapping in yaml/constructor.py. */
export class Merger {
    private readonly pairs = new Map<MappingNode, readonly Pair[]>();
    private merged = 0;

    /** The pairs of a mapping with those that it merges in front, so that its own override them. */
    pairsOf(node: MappingNode): readonly Pair[] {
        const done = this.pairs.get(node);
        if (done !== undefined) return done;
        const own = node.pairs.filter(({ key }) => key.node.tag !== MERGE);
        // A mapping that merges itself sees its own pairs.
        this.pairs.set(node, own);
        if (own.length === node.pairs.length) return own;
        const merges = node.pairs.filter(({ key }) => key.node.tag === MERGE);
        const all = [...merges.flatMap(({ value }) => this.mergedFrom(value)), ...own];
        this.pairs.set(node, all);
        return all;
    }

    private mergedFrom({ node: value, mark }: Use): readonly Pair[] {
        if (value.kind === "mapping") return this.counted(this.pairsOf(value), mark);
        if (value.kind === "scalar") throw new YamlMistake(mark, "has a merge (<<) of something that isn't a mapping");
        const lists = value.items.map((item) => {
            if (item.node.kind === "mapping") return this.counted(this.pairsOf(item.node), mark);
            throw new YamlMistake(item.mark, "has a merge (<<) of something that isn't a mapping");
        });
        return lists.reverse().flat();
    }

    // A value from a merge has the line of the place that uses it.
    private counted(pairs: readonly Pair[], mark: Use["mark"]): readonly Pair[] {
        this.merged += pairs.length;
        if (this.merged > MAX_MERGED) throw new TooCostly();
        return pairs.map(({ key, value }) => ({ key: { ...key, mark }, value: { ...value, mark, isAlias: true } }));
    }
}
