import * as pulumi from "@pulumi/pulumi";
import { ConfigDrive } from "../config-drive.ts";
import { DOMAIN_TYPE, DRIVE_TYPE } from "../resource-types.ts";
import type { Declared, Order, Undriven } from "./domain.ts";
import { connectionOf, onceDeclared } from "./once-declared.ts";

type Alias = pulumi.Input<pulumi.URN | pulumi.Alias>;

/** A cdrom on ide, which q35 doesn't have, moves to sata. The provider only offers XSLT for that. */
const ON_SATA = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
    <xsl:output omit-xml-declaration="yes"/>
    <xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>
    <xsl:template match="disk[serial='cloudinit']/target/@bus"><xsl:attribute name="bus">sata</xsl:attribute></xsl:template>
</xsl:stylesheet>
`;

/** Whether the cdrom has to move. A program that sets `xml` has to move it itself. */
const needsSata = ({ machine, xml }: pulumi.Inputs): boolean =>
    typeof machine === "string" && machine.includes("q35") && xml === undefined;

/**
 * Leaves what the provider can't change in a domain that exists: it can neither add nor remove a cdrom, and replaces
 * the domain for another `xml`. Ignored, such a change waits until the domain is replaced.
 */
const keepDomain = ({ props, opts }: Declared): Declared => ({
    props,
    opts: {
        ...opts,
        ignoreChanges: [...(opts.ignoreChanges ?? []), "cloudinit", ...(needsSata(props) ? ["xml"] : [])],
    },
});

const driveAlias = (alias: pulumi.Unwrap<Alias>): pulumi.URN | pulumi.Alias => {
    if (typeof alias === "string") return alias.replace(`${DOMAIN_TYPE}::`, `${DRIVE_TYPE}::`);
    const { type, ...rest } = alias;
    return rest;
};

/**
 * Gives a domain of version 0.5 its drive. The provider starts each new domain at once, so the drive comes first, in
 * the place of a `CloudInitDisk`. Its volume is fixed, so that new content doesn't change the domain.
 */
const giveDrive = ({ name, resource, props, opts, drive }: Undriven): Declared => {
    const { parent, aliases = [] } = opts;
    const made = onceDeclared(
        resource,
        () =>
            new ConfigDrive(
                name,
                { ...connectionOf(resource), ...drive, device: "cdrom", fixedVolume: true },
                {
                    ...(parent !== undefined && { parent }),
                    // The domain refers to the volume by its path, so that has to last as long as the domain.
                    ignoreChanges: ["pool", "volumePrefix", "format"],
                    aliases: aliases.map((alias) => pulumi.output(alias).apply(driveAlias)),
                },
            ),
    );
    const cloudinit = pulumi.output(made).apply((seed) => seed?.cloudinitId);
    const xml = pulumi.output(made).apply((seed) => seed && { xslt: ON_SATA });
    const given = { ...props, cloudinit, ...(needsSata(props) && { xml }) };
    return { props: given, opts: keepDomain({ props, opts }).opts };
};

/** Version 0.5. */
export const DRIVE_FIRST: Order = { force: giveDrive, skip: keepDomain };
