import { type Source, startOf } from "../formats/bytes/source.ts";

/** What a file is whose start has certain bytes. */
interface Kind {
    readonly offset: number;
    /** In Latin-1. */
    readonly magic: string;
    readonly reason: string;
}

const toRaw = (kind: string): string => `is a ${kind}; convert it with qemu-img convert -O raw`;
const compressed = (program: string, tool: string): string =>
    `is compressed with ${program}; decompress it with ${tool}`;
const fileSystem = (name: string): string => `has the file system ${name}, not ISO 9660 or FAT`;

const KINDS: readonly Kind[] = [
    { offset: 0, magic: "QFI\xfb", reason: toRaw("qcow2 disk") },
    { offset: 0, magic: "# Disk DescriptorFile", reason: toRaw("VMDK disk in parts") },
    { offset: 0, magic: "vhdxfile", reason: toRaw("VHDX disk") },
    { offset: 0, magic: "conectix", reason: toRaw("dynamic VHD disk") },
    { offset: 0x40, magic: "\x7f\x10\xda\xbe", reason: toRaw("VDI disk") },
    { offset: 0, magic: "\x1f\x8b", reason: compressed("gzip", "gunzip") },
    { offset: 0, magic: "\xfd7zXZ\0", reason: compressed("xz", "unxz") },
    { offset: 0, magic: "\x28\xb5\x2f\xfd", reason: compressed("zstd", "unzstd") },
    { offset: 0, magic: "BZh", reason: compressed("bzip2", "bunzip2") },
    { offset: 0, magic: "PK\x03\x04", reason: "is a zip archive; extract the image from it" },
    { offset: 0, magic: "7z\xbc\xaf\x27\x1c", reason: "is a 7z archive; extract the image from it" },
    {
        offset: 257,
        magic: "ustar",
        reason: "is a tar archive, not an image; put its files into an ISO 9660 or FAT image",
    },
    { offset: 0, magic: "\x7fELF", reason: "is a program, not an image" },
    { offset: 3, magic: "NTFS    ", reason: fileSystem("NTFS") },
    { offset: 3, magic: "EXFAT   ", reason: fileSystem("exFAT") },
    { offset: 0, magic: "XFSB", reason: fileSystem("XFS") },
    { offset: 0, magic: "hsqs", reason: fileSystem("SquashFS") },
    { offset: 0x438, magic: "\x53\xef", reason: fileSystem("ext2, ext3 or ext4") },
    { offset: 0x1_0040, magic: "_BHRfS_M", reason: fileSystem("Btrfs") },
    { offset: 512, magic: "EFI PART", reason: "is a disk with a GPT; config drives have no partition table" },
];

const SECTOR = 2048;
/** Where a volume recognition sequence starts (ECMA-167 2/8.3), and how far a reader follows it. */
const RECOGNITION = { start: 16, end: 32 } as const;
/** What the kinds, the recognition sequence and the texts need. */
const START = Math.max(RECOGNITION.end * SECTOR, 0x1_0048);

const latin1 = (bytes: Uint8Array, start: number, length: number): string =>
    Buffer.from(bytes.subarray(start, start + length)).toString("latin1");

/** ECMA-167 3/9.1: `NSR02` or `NSR03`, in any sector of the sequence. */
const hasUdf = (start: Uint8Array): boolean => {
    for (let sector = RECOGNITION.start; sector < RECOGNITION.end; sector += 1) {
        if (/^NSR0[23]$/.test(latin1(start, sector * SECTOR + 1, 5))) return true;
    }
    return false;
};

const FIRST_PARTITION = 446;
/** A boot sector starts with a jump (BS_jmpBoot), an MBR with any code; its entries are active or not. */
const isPartitioned = (start: Uint8Array): boolean => {
    const isBoot = start[0] === 0xeb || start[0] === 0xe9;
    const [status, , , , type = 0] = start.subarray(FIRST_PARTITION);
    return start[510] === 0x55 && start[511] === 0xaa && !isBoot && type !== 0 && (status === 0 || status === 0x80);
};

/** A text that has no control characters but those of texts; undefined if the bytes are none. */
const textIn = (bytes: Uint8Array, isWhole: boolean): string | undefined => {
    try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !isWhole });
        return /(?![\t\n\f\r])\p{Cc}/u.test(text) ? undefined : text;
    } catch (error) {
        if (error instanceof TypeError) return undefined;
        throw error;
    }
};

const textReason = (text: string): string => {
    const words = text.trimStart();
    if (/^[{[]/.test(words)) return "is JSON, not an image; config-drive build makes an image from inputs";
    if (/^(#cloud-config|#!|Content-Type:)/i.test(words)) return "is user data, not an image";
    if (/^[A-Za-z0-9+/=\s]{64}/.test(words)) return "is a base64 text of something other than a gzipped image";
    return "is a text, not an image";
};

/** What a file is that is neither ISO 9660 nor FAT nor one of this package's containers, as the reason of a problem. */
export const describeForeign = (source: Source): string => {
    if (source.size === 0) return "is empty";
    const start = startOf(source, START);
    const known = KINDS.find(({ offset, magic }) => latin1(start, offset, magic.length) === magic);
    if (known !== undefined) return known.reason;
    if (hasUdf(start)) return "has only UDF, not ISO 9660; config drives are ISO 9660 or FAT";
    if (isPartitioned(start)) return "is a disk with partitions; config drives have no partition table";
    if (start.every((byte) => byte === 0)) return "has only zeros where an image starts";
    const text = textIn(start, start.length === source.size);
    return text === undefined ? "is neither an ISO 9660 nor a FAT image" : textReason(text);
};

/** Whether the start of a FAT-like image says that it is something else, which shares FAT's boot signature. */
export const isForeignBoot = (start: Uint8Array): boolean =>
    isPartitioned(start) || KINDS.some(({ offset, magic }) => offset === 3 && latin1(start, 3, magic.length) === magic);
