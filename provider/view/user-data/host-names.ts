import { fieldOf, scalarText } from "../../spec/json.ts";
import type { Fact } from "../drive-view.ts";
import { ellipsis } from "./node.ts";
import { HOST } from "./shapes.ts";

/** Parts that declare one as they are merged declare one in all; only parts with merge_how can have more. */
const MOST = 8;

const LABELS = { hostname: "Host name set by", fqdn: "Full host name set by" } as const;

/** The host names that cloud-configs set, which override the metadata's: `get_hostname_fqdn` in cloudinit/util.py. */
export const hostNames = (parts: readonly { readonly source: string; readonly config: unknown }[]): readonly Fact[] =>
    parts
        .flatMap(({ source, config }) =>
            Object.entries(LABELS).flatMap(([key, label]) => {
                const value = scalarText(fieldOf(config, key) ?? "");
                if (value === "") return [];
                const text = HOST.test(value) ? value : ellipsis("");
                return [{ path: `${source}: ${key}`, label: `${label} ${source}`, value: text }];
            }),
        )
        .slice(0, MOST);
