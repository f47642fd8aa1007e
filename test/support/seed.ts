/** Another one in every run; a run that failed is repeated by giving its seed in CONFIG_DRIVE_SEED. */
export const SEED: number = Number(process.env["CONFIG_DRIVE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
