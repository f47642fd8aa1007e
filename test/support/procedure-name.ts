import type { procedures } from "../../provider/libvirt/procedures.ts";

/** A procedure that the client calls. */
export type ProcedureName = keyof typeof procedures;
