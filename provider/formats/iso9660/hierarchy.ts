import { type Field, zeros } from "../bytes/scalar.ts";
import type { ContinuationAreas } from "./continuation.ts";
import { directoryRecord, directorySize, identifiedSize, recordSize, writeRecords } from "./directory.ts";
import { isoNames, jolietNames, type Named, ucs2 } from "./names.ts";
import { childSystemUse, directorySystemUse, rootSystemUse } from "./rock-ridge.ts";
import { type Extent, SECTOR } from "./sectors.ts";
import type { Directory, Node } from "./tree.ts";

/** How one hierarchy writes the tree. Both hierarchies refer to the same files. */
interface Dialect {
    /** A directory's children in the order of their records. */
    readonly name: (children: readonly Node[]) => readonly Named[];
    readonly encode: (named: Named) => Uint8Array;
    readonly self: (directory: Directory, isRoot: boolean) => Field;
    readonly parent: (directory: Directory) => Field;
    readonly child: (node: Node, identified: number) => Field;
}

interface PlannedRecord {
    readonly node: Node;
    readonly identifier: Uint8Array;
    readonly systemUse: Field;
}

/** A directory of one hierarchy. Only the start of the hierarchy is still unknown. */
export interface PlannedDirectory {
    /** Position in the path table, counted from 1. */
    readonly number: number;
    /** The root is its own parent (ECMA-119 6.8.2.2). */
    readonly parentNumber: number;
    readonly identifier: Uint8Array;
    readonly self: Field;
    readonly parent: Field;
    readonly records: readonly PlannedRecord[];
    /** Sector and size; the sector counts from the start of the hierarchy. */
    readonly extent: Extent;
}

/** A hierarchy, its directories in the order of the path table (ECMA-119 6.9.1): by level, parent, identifier. */
export interface Hierarchy {
    readonly directories: readonly PlannedDirectory[];
    readonly numbers: ReadonlyMap<Node, number>;
    readonly size: number;
}

/** Identifiers of `.` and `..` (ECMA-119 6.8.2.2). */
const SELF: Uint8Array = Uint8Array.of(0);
const PARENT: Uint8Array = Uint8Array.of(1);

const plan = (root: Directory, dialect: Dialect): Hierarchy => {
    const queue = [{ directory: root, identifier: SELF, above: root, parentNumber: 1 }];
    const directories: PlannedDirectory[] = [];
    const numbers = new Map<Node, number>();
    let used = 0;
    for (const { directory, identifier, above, parentNumber } of queue) {
        const number = directories.length + 1;
        numbers.set(directory, number);
        const self = dialect.self(directory, directory === root);
        const parent = dialect.parent(above);
        const records = dialect.name(directory.children).map((named) => {
            const encoded = dialect.encode(named);
            const systemUse = dialect.child(named.node, identifiedSize(encoded));
            return { node: named.node, identifier: encoded, systemUse };
        });
        for (const { node, identifier: encoded } of records) {
            if (node.kind === "file") continue;
            queue.push({ directory: node, identifier: encoded, above: directory, parentNumber: number });
        }
        const sizes = records.map((record) => recordSize(record.identifier, record.systemUse));
        const size = directorySize([recordSize(SELF, self), recordSize(PARENT, parent), ...sizes]);
        const extent = { sector: used / SECTOR, size };
        directories.push({ number, parentNumber, identifier, self, parent, records, extent });
        used += size;
    }
    return { directories, numbers, size: used };
};

const ascii = new TextEncoder();

/** The primary hierarchy: plain identifiers, with Rock Ridge in every record. */
export const planPrimary = (root: Directory, areas: ContinuationAreas): Hierarchy =>
    plan(root, {
        name: isoNames,
        encode: ({ node, identifier }) => ascii.encode(node.kind === "file" ? `${identifier};1` : identifier),
        self: (directory, isRoot) => (isRoot ? rootSystemUse(directory, areas) : directorySystemUse(directory)),
        parent: directorySystemUse,
        child: (node, identified) => childSystemUse(node, identified, areas),
    });

const nothing: Field = zeros(0);

/** The Joliet hierarchy: names in UCS-2, no attributes. */
export const planJoliet = (root: Directory): Hierarchy =>
    plan(root, {
        name: jolietNames,
        encode: ({ identifier }) => ucs2(identifier),
        self: () => nothing,
        parent: () => nothing,
        child: () => nothing,
    });

/** First sectors of the volume's parts. */
export interface Origins {
    readonly hierarchy: number;
    readonly data: number;
}

const extentAt = ({ directories }: Hierarchy, number: number, origins: Origins): Extent => {
    const planned = directories[number - 1];
    if (planned === undefined) throw new RangeError(`no directory ${number} among ${directories.length}`);
    return { sector: origins.hierarchy + planned.extent.sector, size: planned.extent.size };
};

/** The root's record in a volume descriptor (ECMA-119 8.4.18). */
export const rootRecord = (hierarchy: Hierarchy, origins: Origins): Field =>
    directoryRecord("directory", SELF, extentAt(hierarchy, 1, origins));

const childRecord = (hierarchy: Hierarchy, origins: Origins, record: PlannedRecord): Field => {
    const { node, identifier, systemUse } = record;
    const extent =
        node.kind === "file"
            ? { sector: origins.data + node.sector, size: node.content.length }
            : extentAt(hierarchy, hierarchy.numbers.get(node) ?? 0, origins);
    return directoryRecord(node.kind, identifier, extent, systemUse);
};

/** Writes all directories of a hierarchy into the image's sectors. */
export const writeHierarchy = (hierarchy: Hierarchy, origins: Origins, target: Uint8Array): void => {
    for (const { number, parentNumber, self, parent, records } of hierarchy.directories) {
        const own = extentAt(hierarchy, number, origins);
        const fields = [
            directoryRecord("directory", SELF, own, self),
            directoryRecord("directory", PARENT, extentAt(hierarchy, parentNumber, origins), parent),
            ...records.map((record) => childRecord(hierarchy, origins, record)),
        ];
        writeRecords(fields, target, own.sector * SECTOR);
    }
};
