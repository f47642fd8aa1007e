import { describe, expect, it } from "vitest";
import { demoPackages, hasCandidate, missingPackages, testPackages } from "./debian.mjs";

describe("missingPackages", () => {
    it("omits what dpkg has installed, and keeps what it has only the settings of", () => {
        const installed = "kmod installed\ncpio config-files\nzstd installed\n";
        expect(missingPackages(["cpio", "kmod", "xz-utils", "zstd"], installed)).toEqual(["cpio", "xz-utils"]);
    });
});

describe("hasCandidate", () => {
    // Ubuntu 24.04 and Debian 13 print these.
    const ubuntu = `linux-image-amd64:
  Installed: (none)
  Candidate: (none)
  Version table:
linux-image-generic:
  Installed: (none)
  Candidate: 6.8.0-31.31
  Version table:
     6.8.0-31.31 500
        500 http://archive.ubuntu.com/ubuntu noble/main amd64 Packages
`;
    const debian = `linux-image-amd64:
  Installed: (none)
  Candidate: 6.12.117-1
  Version table:
     6.12.117-1 500
        500 http://deb.debian.org/debian trixie/main amd64 Packages
`;

    it.each([
        ["Ubuntu", ubuntu, "linux-image-amd64", false],
        ["Ubuntu", ubuntu, "linux-image-generic", true],
        ["Debian", debian, "linux-image-amd64", true],
        ["Debian", debian, "linux-image-generic", false],
        ["Debian", debian, "linux-image", false],
        ["an apt without lists", "", "linux-image-amd64", false],
    ])("tells from what apt says on %s whether it can install a package", (_, policy, name, expected) => {
        expect(hasCandidate(name, policy)).toBe(expected);
    });
});

describe("the packages", () => {
    it("are listed once each, and those of the demo are among those of the tests", () => {
        expect(new Set(testPackages).size).toBe(testPackages.length);
        expect(testPackages).toEqual(expect.arrayContaining([...demoPackages]));
    });
});
