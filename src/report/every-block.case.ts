import type { Document } from "./document.ts";

/** One of each kind of block, with what a node could put into it. */
export const everyBlock: Document = [
  { kind: "title", text: "3 entries · a_table.txt" },
  { kind: "heading", text: "Sources" },
  {
    kind: "table",
    columns: [
      { title: "", align: "left" },
      { title: "entries", align: "right" },
      { title: "", align: "left" },
    ],
    rows: [
      ["10.0.1.5|x", "2", { ratio: 0.5 }],
      ["fd00::1", "1,000", { ratio: 0.01 }],
    ],
  },
  { kind: "paragraph", text: "<b>Not</b> the whole *table*." },
  { kind: "list", items: ["one", "[two](http://x)"] },
  { kind: "command", lines: ["ullage check", "ullage analyze"] },
];
