import type { Remedy } from "./remedy.ts";

/** Every remedy, the most fitting first. */
export const remedies: readonly Remedy[] = [];
