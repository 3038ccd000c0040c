import type { Block, Document } from "../../report/document.ts";

/** A document whose text is at most so long: long tables and lists lose their ends first, then the document its last blocks. Empty where there is no room for more than its title. */
export function shortenDocument(document: Document, sizeOf: (document: Document) => number, mostBytes: number): Document {
  let shortened = document;
  for (let size = sizeOf(shortened); size > mostBytes; size = sizeOf(shortened)) {
    const longest = longestBlock(shortened);
    if (longest !== undefined) shortened = shortened.map((block) => (block === longest ? half(block) : block));
    else if (shortened.filter((block) => !isMark(block)).length > 1) shortened = withoutLast(shortened);
    else return [];
  }
  return shortened;
}

/** Of rows and items; what has few is left whole. */
const fewRows = 8;
const leftOut = "and more, left out to keep the answer short";

function rowsOf(block: Block): number {
  if (block.kind === "table") return block.rows.length;
  return block.kind === "list" ? block.items.length : 0;
}

/** Not what stands behind a command: how to undo it is as long as it is. */
function longestBlock(document: Document): Block | undefined {
  const candidates = document.filter((block, at) => rowsOf(block) > fewRows && document[at - 1]?.kind !== "command");
  return candidates.reduce<Block | undefined>(
    (best, block) => (best === undefined || rowsOf(block) > rowsOf(best) ? block : best),
    undefined,
  );
}

function half(block: Block): Block {
  const rows = Math.max(fewRows - 1, Math.floor(rowsOf(block) / 2) - 1);
  if (block.kind === "list") return { ...block, items: [...block.items.slice(0, rows), leftOut] };
  if (block.kind === "table")
    return { ...block, rows: [...block.rows.slice(0, rows), block.columns.map((_, at) => (at === 0 ? leftOut : ""))] };
  return block;
}

/** A command is never left without what is said after it: how to verify it, how to undo it, what to beware of. */
function withoutLast(document: Document): Document {
  const rest = document.filter((block) => !isMark(block)).slice(0, -1);
  const commands = rest.length - 1 - rest.findLastIndex(({ kind }) => kind !== "command");
  // With the sentence that leads to it.
  const whole = commands === 0 ? rest : rest.slice(0, -commands - 1);
  const end = whole.findLastIndex(({ kind }) => kind !== "heading") + 1;
  return [...whole.slice(0, end), { kind: "paragraph", text: mark }];
}

const mark = `… ${leftOut}.`;

function isMark(block: Block): boolean {
  return block.kind === "paragraph" && block.text === mark;
}
