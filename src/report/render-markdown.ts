import type { Block, Cell, Document } from "./document.ts";

/** For a ticket or a chat. Text that came from a node is data there too: characters that mean something to Markdown are escaped. */
export function renderMarkdown(document: Document): string {
  return `${document.map(blockMarkdown).join("\n\n")}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "title":
      return `# ${escapeMarkdown(block.text)}`;
    case "heading":
      return `## ${escapeMarkdown(block.text)}`;
    case "paragraph":
      return escapeMarkdown(block.text);
    case "list":
      return block.items.map((item) => `- ${escapeMarkdown(item)}`).join("\n");
    case "command":
      return [`\`\`\`${block.language ?? "bash"}`, ...block.lines, "```"].join("\n");
    case "table": {
      const shown = block.columns.map((_, index) => block.rows.every((row) => typeof row[index] === "string"));
      const keep = <T>(items: readonly T[]) => items.filter((_, index) => shown[index]);
      const line = (texts: readonly string[]) => `| ${texts.join(" | ")} |`;
      return [
        line(keep(block.columns).map((column) => escapeMarkdown(column.title))),
        line(keep(block.columns).map((column) => (column.align === "right" ? "---:" : "---"))),
        ...block.rows.map((row) => line(keep(row).map(cellMarkdown))),
      ].join("\n");
    }
  }
}

/** Bars are for the eye of a terminal; the figures beside them say the same. */
function cellMarkdown(cell: Cell): string {
  return typeof cell === "string" ? escapeMarkdown(cell) : "";
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`);
}
