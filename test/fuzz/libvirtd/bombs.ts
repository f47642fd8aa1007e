import { MAX_STRING } from "../../../provider/libvirt/xdr.ts";
import { escapeXml } from "../../../provider/libvirt/xml.ts";

/** A text repeated until a libvirt string is full. */
const filled = (unit: string): string => unit.repeat(Math.floor(MAX_STRING / Buffer.byteLength(unit)));

/** U+00FF has two bytes in UTF-8. `spoilt` replaces them with two that aren't UTF-8. */
const NO_UTF8 = "\u{ff}";

/** The same bytes, where each U+00FF is replaced by bytes that never occur in UTF-8. */
export const spoilt = (bytes: Uint8Array): Uint8Array => {
    const copy = Buffer.from(bytes);
    for (let at = copy.indexOf(NO_UTF8); at !== -1; at = copy.indexOf(NO_UTF8, at)) copy.fill(0xfe, at, at + 2);
    return copy;
};

/** Bad texts for a message, a name, a path or a list of mechanisms. */
export const TEXTS: readonly (() => string)[] = [
    () => "",
    () => "\u{1b}[2J\u{7}\r\nerror: forged\u{2028}\u{202e}\u{9b}1m",
    () => NO_UTF8.repeat(8),
    () => filled("a"),
    () => filled("漢"),
    () => filled(NO_UTF8),
    () => filled("disk '"),
    () => filled("Tray of device '"),
    () => filled("device 'Device '"),
    () => filled("volume 'pool 'target path "),
    () => filled("target '"),
    () => filled(","),
    () => filled("\n"),
    () => "../../../etc/passwd",
    () => "__proto__",
    () => `web-${"0".repeat(12)}.iso`,
    () => "x".repeat(10_000),
    () => "n".repeat(1900),
];

/** One document that can be read as a domain, a pool and a volume. */
const documentOf = (devices: string, path = "/pool/web.iso"): string =>
    [
        "<domain type='dir'><name>web</name><uuid>09090909-0909-0909-0909-090909090909</uuid>",
        "<os><type arch='x86_64' machine='q35'>hvm</type></os>",
        `<target><path>${path}</path></target><devices>${devices}</devices></domain>`,
    ].join("");

const listOf = (count: number, item: (index: number) => string): string =>
    Array.from({ length: count }, (_nothing, index) => item(index)).join("");

const disk = (source: string, target: string, more = ""): string =>
    `<disk type='file' device='cdrom'><source file='${source}'/><target dev='${target}' bus='scsi'/>${more}</disk>`;

const ATTRIBUTES = listOf(15, (index) => ` a${index}=''`);

/** XML that may overload a parser or the code that reads its tree: some is rejected at once, some is just within the bounds. */
export const DOCUMENTS: readonly (() => string)[] = [
    () => documentOf(""),
    () => "<domain type='dir'><target><path>/pool/web.iso</path></target></domain>",
    () => "<domain",
    () => `<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>${documentOf("<name>&c;</name>")}`,
    () => documentOf(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`),
    () => documentOf(`${"<a>".repeat(20_000)}${"</a>".repeat(20_000)}`),
    () => documentOf(`${listOf(12_000, (index) => `<a xmlns:n${index}='u'>`)}${"</a>".repeat(12_000)}`),
    () => documentOf(`<a ${listOf(350_000, (index) => ` a${index}=''`)}/>`),
    () => documentOf(`<a ${"a ".repeat(1_000_000)}/>`),
    () => documentOf(`<a${ATTRIBUTES}/>`.repeat(40_000)),
    () => documentOf(`<a${ATTRIBUTES}/>`.repeat(1_320)),
    () => documentOf(`<a b='${"漢".repeat(1_048_000)}'/>`),
    () => documentOf(`<a b='${"&amp;".repeat(209_000)}'/>`),
    () => documentOf("&#65;".repeat(209_000)),
    () => documentOf("\r".repeat(1_048_000)),
    () => documentOf("\r".repeat(4_000_000)),
    () => documentOf("<!---->".repeat(149_000)),
    () => documentOf("<![CDATA[a]]>".repeat(80_000)),
    () => documentOf("<disk/>".repeat(500_000)),
    () => documentOf("<disk/>".repeat(19_900)),
    () => documentOf(listOf(3_900, (index) => disk(`/pool/${index}`, `sd${index}`))),
    () => documentOf(listOf(9_900, (index) => `<controller type='scsi' index='${index}'/>`)),
    () => documentOf(listOf(3_000, () => disk("/pool/web.iso", "sda", "<alias name='ua-config-drive-scsi-0'/>"))),
    () => documentOf(disk("/pool/&#27;[2J&#0;.iso", "&#7;"), "/pool/&#27;[2J&#10;.iso"),
    () => documentOf(disk(`/pool/${"x".repeat(300_000)}`, "y".repeat(300_000)), `/${"z".repeat(300_000)}`),
    () => documentOf("<controller type='scsi' index='-1'/><controller type='scsi' index='9e99'/>"),
    () => documentOf("<controller type='scsi' index='NaN'/><disk><address type='drive' controller='1e9'/></disk>"),
    () => documentOf("<interface><mac/></interface><interface/><disk device='lun'><source network='x'/></disk>"),
    () => documentOf(escapeXml(documentOf(""))),
];
