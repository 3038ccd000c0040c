import { closeSync, openSync, writeSync } from "node:fs";
import { type EntryShape, entryShape } from "./table-shape.ts";

/** Writes a table of so many entries to a file, line by line as `lineOf` has it. */
export function writeTable(path: string, entries: number, clients: number, lineOf: (shape: EntryShape) => string): void {
  const file = openSync(path, "w");
  try {
    let text = "";
    for (let number = 0; number < entries; number++) {
      text += lineOf(entryShape(number, clients));
      if (text.length > 1 << 20) {
        writeSync(file, text);
        text = "";
      }
    }
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}
