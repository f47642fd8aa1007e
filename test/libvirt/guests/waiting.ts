import type { Inputs } from "../../../provider/model/inputs.ts";
import { booting } from "../../guests/cloud-init-boot.ts";
import type { TestDomain } from "../../support/test-domain.ts";

/** Declares a drive that starts its machine and waits for the first boot that it makes the guest play. */
export const waiting = ({ uuid }: TestDomain, more: Partial<Inputs> = {}): Partial<Inputs> => ({
    domain: uuid,
    userData: booting({ id: uuid }),
    startDomain: true,
    waitForGuest: { timeout: 240 },
    ...more,
});

/** The medium of the cdrom in the running machine and in the definition of a domain. */
export const mediaOf = async (domain: TestDomain): Promise<readonly string[]> => {
    const definitions = await Promise.all([domain.live(), domain.config()]);
    return definitions.map(({ disks }) => disks.find(({ device }) => device === "cdrom")?.file ?? "");
};

/** What such a drive knows of its guest. */
export const reportOf = ({ uuid }: TestDomain): object => ({
    status: "done",
    by: "agent",
    tool: "cloud-init",
    machine: uuid,
});
