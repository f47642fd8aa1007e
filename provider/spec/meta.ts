import type { Problem } from "../model/problem.ts";
import { UNKNOWN } from "../model/unknown.ts";
import { entriesOf, fieldOf } from "./json.ts";
import { showPath } from "./path.ts";
import { quote } from "./reason.ts";
import type { Rule } from "./rule.ts";

/** The values of `dsmode` cloud-init supports: DataSource._determine_dsmode in cloudinit/sources/__init__.py. */
const MODES: readonly unknown[] = ["local", "net", "disabled", UNKNOWN];

const knownMode: Rule = {
    severity: "error",
    find: ({ meta }) => {
        const mode = fieldOf(meta, "dsmode");
        if (typeof mode !== "string" || MODES.includes(mode)) return [];
        const reason = `must be "local", "net" or "disabled"; cloud-init treats ${quote(mode)} as "net"`;
        return [{ path: "meta.dsmode", reason }];
    },
};

const isSwitchedOff: Rule = {
    severity: "warning",
    find: ({ meta }) => {
        if (fieldOf(meta, "dsmode") !== "disabled") return [];
        return [{ path: "meta.dsmode", reason: '"disabled" makes cloud-init ignore the whole drive' }];
    },
};

/** Nova's limits. Items beyond them work on this drive, but not in OpenStack. */
const KEY = /^[\w\-:. ]{1,255}$/;
const LONGEST_VALUE = 255;
const MOST_ITEMS = 128;

const ofItem = ([key, value]: readonly [string, unknown]): readonly Problem[] => {
    const path = showPath(["meta", key]);
    const wrongKey = "OpenStack rejects this key; it allows 1 to 255 letters, digits, spaces and - _ : .";
    const problems = KEY.test(key) ? [] : [{ path, reason: wrongKey }];
    if (typeof value !== "string" || value.length <= LONGEST_VALUE) return problems;
    return [...problems, { path, reason: `is longer than the ${LONGEST_VALUE} characters OpenStack allows` }];
};

const likeNova: Rule = {
    severity: "warning",
    find: ({ meta }) => {
        const items = entriesOf(meta);
        const count =
            items.length <= MOST_ITEMS
                ? []
                : [{ path: "meta", reason: `has more than the ${MOST_ITEMS} items OpenStack allows` }];
        return [...count, ...items.flatMap(ofItem)];
    },
};

/** The rules about the free keys of `meta_data.json`. */
export const metaRules: readonly Rule[] = [knownMode, isSwitchedOff, likeNova];
