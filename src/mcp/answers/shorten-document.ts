import type { Block, Document } from "../../report/document.ts";

/** A document whose Markdown is at most so long, as far as its parts allow: the longest tables and lists lose their ends first, then the document its last blocks. */
export function shortenDocument(document: Document, sizeOf: (document: Document) => number, mostBytes: number): Document {
  let shortened = document;
  for (let size = sizeOf(shortened); size > mostBytes; size = sizeOf(shortened)) {
    const longest = longestBlock(shortened);
    const next = longest === undefined ? withoutLast(shortened) : shortened.map((block) => (block === longest ? half(block) : block));
    if (next.length === shortened.length && longest === undefined) return shortened;
    shortened = next;
  }
  return shortened;
}

/** Of rows and items; what has few is left whole. */
const fewRows = 4;
const leftOut = "and more, left out to keep the answer short";

function rowsOf(block: Block): number {
  if (block.kind === "table") return block.rows.length;
  return block.kind === "list" ? block.items.length : 0;
}

function longestBlock(document: Document): Block | undefined {
  const longest = document.reduce<Block | undefined>(
    (best, block) => (best === undefined || rowsOf(block) > rowsOf(best) ? block : best),
    undefined,
  );
  return longest !== undefined && rowsOf(longest) > fewRows ? longest : undefined;
}

function half(block: Block): Block {
  const rows = Math.max(fewRows - 1, Math.floor(rowsOf(block) / 2) - 1);
  if (block.kind === "list") return { ...block, items: [...block.items.slice(0, rows), leftOut] };
  if (block.kind === "table")
    return { ...block, rows: [...block.rows.slice(0, rows), block.columns.map((_, at) => (at === 0 ? leftOut : ""))] };
  return block;
}

function withoutLast(document: Document): Document {
  const rest = document.filter((block) => !(block.kind === "paragraph" && block.text === `… ${leftOut}.`)).slice(0, -1);
  return [...rest, { kind: "paragraph", text: `… ${leftOut}.` }];
}
