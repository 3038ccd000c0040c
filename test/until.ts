import { setTimeout as sleep } from "node:timers/promises";

/** Waits for what comes by itself; the bound is for what never does, and no measure of speed. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`never came: ${what}`);
    await sleep(2);
  }
}
