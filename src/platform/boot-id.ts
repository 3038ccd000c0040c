import { readFileSync } from "node:fs";

/** What the kernel draws at each start of the machine; empty where it does not say. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return ""; // a container may hide it, and then a cache lives on over a start of the machine
  }
}
