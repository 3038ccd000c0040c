import { setTimeout as sleep } from "node:timers/promises";

/** Throws what the signal is aborted with, and not the error that Node makes of it. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
