import yaml, { type Event, type Loader } from "yaml-js";
import type { Pair, Use, YamlNode } from "./node.ts";
import { TooCostly, YamlMistake } from "./node.ts";
import { plainTag, STR, tagOf } from "./tags.ts";

const { AliasEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent } = yaml.events;
const { StreamEndEvent } = yaml.events;

/**
 * Python's stack holds 1000 calls, of which PyYAML's composer takes two a level: cloud-init's own calls leave room for
 * this many levels or a few more.
 */
export const MAX_DEPTH = 480;

/** More than any real cloud-config has; each takes about 5 microseconds. */
const MAX_NODES = 100_000;

/** Makes nodes of events: yaml/composer.py. */
class Composer {
    private readonly loader: Loader;
    private nodes = 0;
    private readonly anchors = new Map<string, YamlNode>();

    constructor(loader: Loader) {
        this.loader = loader;
    }

    use(depth: number): Use {
        const { start_mark: mark, anchor } = this.loader.peek_event();
        if (!this.loader.check_event(AliasEvent)) return { node: this.node(depth), mark, isAlias: false };
        this.loader.get_event();
        const node = this.anchors.get(anchor ?? "");
        if (node !== undefined) return { node, mark, isAlias: true };
        throw new YamlMistake(mark, "has an alias (*name) without an earlier anchor (&name)");
    }

    private node(depth: number): YamlNode {
        const isScalar = this.loader.check_event(ScalarEvent);
        const isSequence = this.loader.check_event(SequenceStartEvent);
        const event = this.loader.get_event();
        const { anchor = null, start_mark: mark } = event;
        if (++this.nodes > MAX_NODES) throw new TooCostly();
        if (depth > MAX_DEPTH) throw new YamlMistake(mark, `is nested more than ${MAX_DEPTH} levels deep`);
        if (anchor !== null && this.anchors.has(anchor)) throw new YamlMistake(mark, "has an anchor (&name) twice");
        if (isScalar) {
            return this.register(anchor, { kind: "scalar", tag: scalarTag(event), value: event.value ?? "", mark });
        }
        return isSequence ? this.sequence(event, depth) : this.mapping(event, depth);
    }

    private sequence(event: Event, depth: number): YamlNode {
        const { anchor = null, start_mark: mark } = event;
        const items: Use[] = [];
        const tag = explicitTag(event) ?? tagOf("seq");
        const node = this.register(anchor, { kind: "sequence", tag, items, mark });
        while (!this.loader.check_event(SequenceEndEvent)) items.push(this.use(depth + 1));
        this.loader.get_event();
        return node;
    }

    private mapping(event: Event, depth: number): YamlNode {
        const { anchor = null, start_mark: mark } = event;
        const pairs: Pair[] = [];
        const tag = explicitTag(event) ?? tagOf("map");
        const node = this.register(anchor, { kind: "mapping", tag, pairs, mark });
        while (!this.loader.check_event(MappingEndEvent)) {
            pairs.push({ key: this.use(depth + 1), value: this.use(depth + 1) });
        }
        this.loader.get_event();
        return node;
    }

    private register(anchor: string | null, node: YamlNode): YamlNode {
        if (anchor !== null) this.anchors.set(anchor, node);
        return node;
    }
}

const explicitTag = ({ tag = null }: Event): string | undefined => (tag === null || tag === "!" ? undefined : tag);

const scalarTag = (event: Event): string => {
    const tag = explicitTag(event);
    if (tag !== undefined) return tag;
    const isPlain = Array.isArray(event.implicit) && event.implicit[0] === true;
    return isPlain ? plainTag(event.value ?? "") : STR;
};

/** The root of the only document of a text; undefined if it has none. */
export const compose = (loader: Loader): YamlNode | undefined => {
    loader.get_event();
    if (loader.check_event(StreamEndEvent)) return undefined;
    loader.get_event();
    const { node } = new Composer(loader).use(1);
    loader.get_event();
    if (loader.check_event(StreamEndEvent)) return node;
    throw new YamlMistake(loader.peek_event().start_mark, "starts a second YAML document where only one can be");
};
