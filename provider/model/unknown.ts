/** Pulumi's placeholder for a value of any type that isn't known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything in it, isn't known yet. Not recursive, so that deep values can't exhaust the stack. */
export const hasUnknown = (value: unknown): boolean => {
    const left: unknown[] = [value];
    while (left.length > 0) {
        const next = left.pop();
        if (next === UNKNOWN) return true;
        if (typeof next !== "object" || next === null) continue;
        for (const member of Object.values(next)) left.push(member);
    }
    return false;
};
