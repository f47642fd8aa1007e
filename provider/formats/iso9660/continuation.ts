import { type Field, zeros } from "../bytes/scalar.ts";
import { SECTOR, sectorsFor, withinSector } from "./sectors.ts";

/** Where a continuation area lies (SUSP 5.1). */
export interface ContinuationPlace {
    readonly sector: number;
    readonly offset: number;
    readonly size: number;
}

/** Collects what directory records have no room for; Linux reads one sector, so no area runs over the end of one. */
export class ContinuationAreas {
    private readonly firstSector: number;
    private readonly areas: { readonly offset: number; readonly field: Field }[] = [];
    private used = 0;

    public constructor(firstSector: number) {
        this.firstSector = firstSector;
    }

    /** Bytes of whole sectors. */
    public get size(): number {
        return sectorsFor(this.used) * SECTOR;
    }

    /** Finds a place for one area; they start at even offsets, as genisoimage's do. */
    public add(field: Field): ContinuationPlace {
        const size = field.size + (field.size % 2);
        const offset = withinSector(this.used, size);
        this.areas.push({ offset, field });
        this.used = offset + size;
        const sector = this.firstSector + Math.floor(offset / SECTOR);
        return { sector, offset: offset % SECTOR, size: field.size };
    }

    /** All areas as one run of sectors. */
    public toField(): Field {
        const { size } = this;
        const blank = zeros(size);
        return {
            size,
            write: (target, start) => {
                blank.write(target, start);
                for (const { offset, field } of this.areas) field.write(target, start + offset);
            },
        };
    }
}
