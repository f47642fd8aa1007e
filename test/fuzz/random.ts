/** Numbers that a seed alone decides (mulberry32), so that every run can be repeated. */
export class Random {
    private state: number;

    public constructor(seed: number) {
        this.state = seed >>> 0;
    }

    /** A whole number from 0 to `limit`, which is not one of them. */
    public below(limit: number): number {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let mixed = this.state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    }

    /** One of some things, of which there is at least one. */
    public pick<Thing>(things: readonly Thing[]): Thing {
        const picked = things[this.below(things.length)];
        if (picked === undefined) throw new RangeError("nothing to pick from");
        return picked;
    }
}
