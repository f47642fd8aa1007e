import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseSpec } from "../../../../provider/spec/parse.ts";
import { type ConfigPart, cloudinitConfig } from "../../../support/cloudinit-config.ts";
import { FINE, refused, verdictOf, warned } from "../field-input.ts";

const b64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString("base64");

const PARTS: readonly ConfigPart[] = [
    { content: "#cloud-config\npackages: [htop]\n", contentType: "text/cloud-config", filename: "base.yaml" },
    { content: "#!/bin/sh\ntrue\n", contentType: "text/x-shellscript", mergeType: "list(append)" },
    { content: "#cloud-config\nruncmd: [date]\n" },
];
const message = cloudinitConfig(PARTS);
const wrong = cloudinitConfig([...PARTS, { content: "#cloud-config\nruncmd: date\n" }]);
const WRONG = "userData: part 4, line 2: runcmd must be a list, not a string";

const verdict = (userData: unknown): ReturnType<typeof verdictOf> => verdictOf({ hostname: "n", userData });

describe("what a `cloudinit` config of Terraform or Pulumi renders", () => {
    it.each([
        ["by default, compressed and in base64", b64(gzipSync(message))],
        ["without gzip, in base64", b64(message)],
    ])("is taken as { base64 }: %s", async (_name, base64) => {
        expect(await verdict({ base64 })).toEqual(FINE);
        const parsed = parseSpec({ hostname: "n", userData: { base64 } }, "83679162-1378-4288-a2d4-70e13ec132aa");
        expect(parsed.kind === "spec" && parsed.spec.userData).toEqual(new Uint8Array(Buffer.from(base64, "base64")));
    });

    it("is taken as text without gzip and base64", async () => {
        expect(await verdict(message)).toEqual(FINE);
    });

    it("isn't taken as text in base64", async () => {
        const start = "userData: is base64";
        const end = "which guests don't decode; pass { base64: … } for the bytes";
        expect(await verdict(b64(gzipSync(message)))).toEqual(warned(`${start} of gzip data, ${end}`));
        expect(await verdict(b64(message))).toEqual(warned(`${start}, ${end}, or the text itself`));
    });

    it("is checked part by part in all of these forms", async () => {
        expect(await verdict({ base64: b64(gzipSync(wrong)) })).toEqual(refused(WRONG));
        expect(await verdict({ base64: b64(wrong) })).toEqual(refused(WRONG));
        expect(await verdict(wrong)).toEqual(refused(WRONG));
    });

    it("has the form that a report from the field shows, byte for byte", () => {
        const reported =
            "H4sIAAAAAAACA2WOsQrCMBRF90D+IdT5WZ2EiIPWDg5VEBVEHNLktQbbpKSv0P69KAiFjhcO95zEO0JHcBkalKLuKrKNChTXtkezFrnvnFFh2ETZIUt3p+txvz3fI/ZdcMPQWu+kWM4XnHEGMIY4S/7fQbm2wACp095YV0qxyi2NgJ+csKdYV74zoL0rbMlZZmucaGZjhjVKv1WJrRSPF/nmOekA4OwDd4VXi+YAAAA=";
        const parts = [{ content: "#cloud-config\npackages: [htop]\n", contentType: "text/cloud-config" }];
        expect(cloudinitConfig(parts)).toBe(gunzipSync(Buffer.from(reported, "base64")).toString());
    });
});
