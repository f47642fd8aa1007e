/** A part as the `cloudinit` provider of Terraform and Pulumi declares it. */
export interface ConfigPart {
    readonly content: string;
    readonly contentType?: string;
    readonly filename?: string;
    readonly mergeType?: string;
}

/** Go's textproto writes headers sorted, mime/multipart with CR LF. */
const writePart = ({ content, contentType = "text/plain", filename, mergeType }: ConfigPart): string => {
    const headers = [
        ...(filename === undefined ? [] : [`Content-Disposition: attachment; filename="${filename}"`]),
        ...["Content-Transfer-Encoding: 7bit", `Content-Type: ${contentType}`, "Mime-Version: 1.0"],
        ...(mergeType === undefined ? [] : [`X-Merge-Type: ${mergeType}`]),
    ];
    return ["--MIMEBOUNDARY", ...headers, "", content].join("\r\n");
};

/**
 * The MIME message that a `cloudinit` config renders, before the compression and the base64 that it adds by default:
 * renderPartsToWriter in internal/provider/cloudinit_config.go of terraform-provider-cloudinit.
 */
export const cloudinitConfig = (parts: readonly ConfigPart[]): string => {
    const head = 'Content-Type: multipart/mixed; boundary="MIMEBOUNDARY"\nMIME-Version: 1.0\r\n\r\n';
    return `${head}${parts.map(writePart).join("\r\n")}\r\n--MIMEBOUNDARY--\r\n`;
};
