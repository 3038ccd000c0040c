import type { Block, Cell, Document, Table } from "../../report/document.ts";
import { renderText } from "../../report/render-text.ts";

/**
 * A report as a language model reads it: as in a terminal, so that what is quoted is what stands there, and commands can be copied. Without bars, and no column is
 * padded to a name that somebody has made long.
 */
export function documentText(document: Document): string {
  return renderText(document.map(narrowed));
}

const widestPadding = 48;

function narrowed(block: Block): Block {
  if (block.kind !== "table") return block;
  const table = withoutBars(block);
  const isWide = table.rows.some((row) => row.slice(0, -1).some((cell) => typeof cell === "string" && cell.length > widestPadding));
  if (!isWide) return table;
  const said = (cell: Cell, at: number) => [table.columns[at]?.title, cell].filter(Boolean).join(" ");
  return {
    kind: "list",
    items: table.rows.map((row) =>
      row
        .map((cell, at) => (cell === "" ? "" : said(cell, at)))
        .filter(Boolean)
        .join("  "),
    ),
  };
}

/** The figures beside them say the same. */
function withoutBars({ kind, columns, rows }: Table): Table {
  const shown = columns.map((_, at) => rows.every((row) => typeof row[at] === "string"));
  const keep = <T>(items: readonly T[]) => items.filter((_, at) => shown[at]);
  return { kind, columns: keep(columns), rows: rows.map(keep) };
}
