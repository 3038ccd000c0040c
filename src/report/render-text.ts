import type { Block, Cell, Column, Document, Table } from "./document.ts";

/** For a terminal: no line is wrapped, so that columns stay columns and people can pipe it on. */
export function renderText(document: Document): string {
  return document.map(blockText).join("\n");
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "title":
      return `${block.text}\n`;
    case "heading":
      return block.text;
    case "paragraph":
      return `${block.text}\n`;
    case "list":
      return `${block.items.map((item) => `  - ${item}`).join("\n")}\n`;
    case "command":
      return `${block.lines.map((line) => `    ${line}`).join("\n")}\n`;
    case "table":
      return tableText(block);
  }
}

function tableText({ columns, rows }: Table): string {
  const cells = rows.map((row) => row.map(cellText));
  const widths = columns.map((column, index) => Math.max(column.title.length, ...cells.map((row) => (row[index] ?? "").length)));
  const line = (texts: readonly string[]) =>
    `  ${texts.map((text, index) => pad(text, widths[index] ?? 0, columns[index])).join("  ")}`.trimEnd();
  const heading = columns.some((column) => column.title !== "") ? [line(columns.map((column) => column.title))] : [];
  return `${[...heading, ...cells.map(line)].join("\n")}\n`;
}

function pad(text: string, width: number, column: Column | undefined): string {
  return column?.align === "right" ? text.padStart(width) : text.padEnd(width);
}

function cellText(cell: Cell): string {
  return typeof cell === "string" ? cell : drawBar(cell.ratio);
}

const barCells = 20;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;

/** Eighths of a cell, so that one percent of twenty cells is still seen. */
export function drawBar(ratio: number): string {
  const units = Math.round(Math.min(Math.max(ratio, 0), 1) * barCells * 8);
  return "█".repeat(Math.floor(units / 8)) + (eighths[units % 8] ?? "");
}
