import type { Block, Cell, Document } from "../../report/document.ts";

/** Commands, and what stands behind them, are words of ours in which a node may be named; anything else may be quoted. */
type Change = (text: string, isOwn: boolean) => string;

/** The same document with every text in it changed. */
export function mapDocument(document: Document, change: Change): Document {
  return document.map((block) => mapBlock(block, change));
}

function mapBlock(block: Block, change: Change): Block {
  switch (block.kind) {
    case "title":
    case "heading":
    case "paragraph":
      return { ...block, text: change(block.text, false) };
    case "list":
      return { ...block, items: block.items.map((item) => change(item, /^(?:owner|caution|verify|undo): /.test(item))) };
    case "command":
      return { ...block, lines: block.lines.map((line) => change(line, true)) };
    case "table":
      return {
        ...block,
        columns: block.columns.map((column) => ({ ...column, title: change(column.title, false) })),
        rows: block.rows.map((row) => row.map((cell): Cell => (typeof cell === "string" ? change(cell, false) : cell))),
      };
  }
}
