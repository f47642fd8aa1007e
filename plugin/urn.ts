import { defaultVolumePrefix } from "../provider/model/volume-name.ts";
import { PropertyError } from "./properties.ts";

/** What identifies a resource. */
export interface Urn {
    readonly stack: string;
    readonly project: string;
    /** Types of its parents below the stack, outermost first. */
    readonly parents: readonly string[];
    readonly name: string;
}

/** Parses `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`; a name can contain `::`. */
export const parseUrn = (urn: string): Urn => {
    const [, stack, project, types, name] = /^urn:pulumi:(.*?)::(.*?)::(.*?)::(.*)$/s.exec(urn) ?? [];
    if (stack === undefined || project === undefined || types === undefined || name === undefined) {
        throw new PropertyError("not the URN of a resource");
    }
    return { stack, project, parents: types.split("$").slice(0, -1), name };
};

/** The default prefix of a resource's volumes. */
export const prefixOf = (urn: string): string => {
    const { project, stack, name, parents } = parseUrn(urn);
    return defaultVolumePrefix([project, stack, name, ...parents]);
};

/** Project and stack in the URN of a provider; none without a URN, which old engines don't send. */
export const ownerIn = (urn: string | undefined): readonly string[] => {
    if (!urn) return [];
    const { project, stack } = parseUrn(urn);
    return [project, stack];
};
