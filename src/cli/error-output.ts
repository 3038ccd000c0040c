import { fstatSync, writeSync } from "node:fs";

/**
 * Returns what writes to standard error. That nobody reads it, or that the disk it goes to is full, ends nothing: without a listener Node would end a program that
 * watches a node for months because its log could not be written. What cannot be written is left out, and the next line is tried again.
 */
export function openErrorOutput(): (text: string) => void {
  process.stderr.on("error", () => {});
  return isStreamed() ? writeToStream : writeToFile;
}

function isStreamed(): boolean {
  try {
    const output = fstatSync(2);
    return output.isFIFO() || output.isSocket() || process.stderr.isTTY;
  } catch {
    return true;
  }
}

/** What a reader that has stopped has not taken stays in memory until it does. */
function writeToStream(text: string): void {
  if (process.stderr.writableLength < maximumUnreadBytes) process.stderr.write(text);
}

/** Node's own stream for files ends with the first line that a full disk does not take. */
function writeToFile(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // There is no other place to say it.
  }
}

const maximumUnreadBytes = 1 << 18;
