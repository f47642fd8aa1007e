/** Different in every run. To repeat a failed run, set CONFIG_DRIVE_SEED to its seed. */
export const SEED: number = Number(process.env["CONFIG_DRIVE_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
