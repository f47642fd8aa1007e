import { type Field, zeros } from "../bytes/scalar.ts";
import { SECTOR, sectorsFor, withinSector } from "./sectors.ts";

/** Where a continuation area is (SUSP 5.1). */
export interface ContinuationPlace {
    /** Known once everything before the areas is laid out. */
    readonly sector: () => number;
    readonly offset: number;
    readonly size: number;
}

/** Collects what doesn't fit into directory records. Linux reads one sector, so no area crosses the end of one. */
export class ContinuationAreas {
    #firstSector = 0;
    readonly #areas: { readonly offset: number; readonly field: Field }[] = [];
    #used = 0;

    /** Bytes, a whole number of sectors. */
    public get size(): number {
        return sectorsFor(this.#used) * SECTOR;
    }

    /** Sets the first sector of all areas. */
    public startAt(sector: number): void {
        this.#firstSector = sector;
    }

    /** Finds a place for one area. Areas start at even offsets, as genisoimage's do. */
    public add(field: Field): ContinuationPlace {
        const size = field.size + (field.size % 2);
        const offset = withinSector(this.#used, size);
        this.#areas.push({ offset, field });
        this.#used = offset + size;
        const sector = (): number => this.#firstSector + Math.floor(offset / SECTOR);
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
                for (const { offset, field } of this.#areas) field.write(target, start + offset);
            },
        };
    }
}
