import type { RawInputs } from "../model/inputs.ts";

/** The first lines of a Talos machine configuration, comments and document markers left aside. */
export const TALOS: RegExp = /^(version: *["']?v1alpha1|apiVersion: *["']?v1alpha1|machine:)/m;

/** Whether the user data is a configuration of Talos, which no other guest takes. */
export const isForTalos = ({ userData }: RawInputs): boolean => typeof userData === "string" && TALOS.test(userData);
