import { closeSync, openSync, writeSync } from "node:fs";
import { type EntryShape, entryShape } from "./table-shape.ts";

/** Writes a table of so many entries to a file, line by line as `lineOf` has it, in no order at all, as a hash table delivers them. */
export function writeTable(path: string, entries: number, clients: number, lineOf: (shape: EntryShape) => string): void {
  const file = openSync(path, "w");
  try {
    let text = "";
    for (const number of hashOrder(entries)) {
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

/** The same shuffle every time. */
export function hashOrder(entries: number): Uint32Array {
  const order = Uint32Array.from({ length: entries }, (_, number) => number);
  let seed = 1;
  for (let last = entries - 1; last > 0; last--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((seed / 4_294_967_296) * (last + 1));
    const swapped = order[last]!;
    order[last] = order[other]!;
    order[other] = swapped;
  }
  return order;
}
