import type { Block, Cell, Document } from "../../report/document.ts";

type Change = (text: string) => string;

/** The same document with every text in it changed. */
export function mapDocument(document: Document, change: Change): Document {
  return document.map((block) => mapBlock(block, change));
}

function mapBlock(block: Block, change: Change): Block {
  switch (block.kind) {
    case "title":
    case "heading":
    case "paragraph":
      return { ...block, text: change(block.text) };
    case "list":
      return { ...block, items: block.items.map(change) };
    case "command":
      return { ...block, lines: block.lines.map(change) };
    case "table":
      return {
        ...block,
        columns: block.columns.map((column) => ({ ...column, title: change(column.title) })),
        rows: block.rows.map((row) => row.map((cell): Cell => (typeof cell === "string" ? change(cell) : cell))),
      };
  }
}
