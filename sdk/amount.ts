import * as pulumi from "@pulumi/pulumi";
import { assetOf } from "../provider/model/asset.ts";
import { amountProblem } from "../provider/spec/amount.ts";

const KEYS = ["files", "rootFiles", "userData"];

/** Whether a value, or a member of it, is known only later, as the text or path of an asset is. */
const hasOutput = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
    return !pulumi.Resource.isInstance(value) && Object.values(value).some(hasOutput);
};

/** Texts of assets count like other texts; files on disk don't. */
const withoutAssets = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
        Object.entries(value).map(([path, file]: [string, unknown]) => {
            const asset = assetOf(file);
            return [path, asset === undefined ? file : { content: asset.text ?? "" }];
        }),
    );
};

/**
 * Checks how much content a declaration holds itself, before it is sent anywhere: Pulumi's messages are limited, and
 * take many times its memory. Outputs are checked when they are known.
 *
 * @throws RunError if it is too much.
 */
export const requireBounded = (doing: string, args: object): void => {
    const given = Object.entries(args).filter(([key]) => KEYS.includes(key));
    const check = (known: Readonly<Record<string, unknown>>): void => {
        const problem = amountProblem(
            Object.fromEntries(Object.entries(known).map(([key, value]) => [key, withoutAssets(value)])),
        );
        if (problem !== undefined) throw new pulumi.RunError(`${doing}: ${problem.path}: ${problem.reason}.`);
    };
    check(Object.fromEntries(given));
    if (given.some(([, value]) => hasOutput(value))) pulumi.output(Object.fromEntries(given)).apply(check);
};
