/** Far more than any machine is told. Each alias counts as what it stands for, so that few of them can't be many. */
const MAX_VALUES = 50_000;

/** Whether a value has so few parts, aliases followed, that it can be walked; one that holds itself never has. */
export const isBounded = (value: unknown): boolean => {
    const waiting: unknown[] = [value];
    let seen = 0;
    while (waiting.length > 0) {
        const next = waiting.pop();
        if (++seen > MAX_VALUES) return false;
        if (typeof next !== "object" || next === null) continue;
        for (const part of Object.values(next)) waiting.push(part);
    }
    return true;
};
