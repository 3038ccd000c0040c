import { statSync } from "node:fs";
import { startCountingWorkerAhead, worthAThread } from "../sources/counting-worker-ahead.ts";

/**
 * Begins what takes long while the program itself is still being loaded: the thread that counts a long text, which else comes 25 ms too late. A guess from the
 * bare arguments is enough: a thread that nobody asks for ends with the program.
 */
export function startAhead(args: readonly string[]): void {
  if (args.includes("analyze") && args.some(isLongFile)) startCountingWorkerAhead();
}

function isLongFile(path: string): boolean {
  try {
    return statSync(path).size >= worthAThread;
  } catch {
    return false; // not the name of a file, or of one that whoever reads it will say something about
  }
}
