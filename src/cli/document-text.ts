import type { Document } from "../report/document.ts";

export async function documentText(document: Document, format: "text" | "markdown"): Promise<string> {
  if (format === "text") return (await import("../report/render-text.ts")).renderText(document);
  return (await import("../report/render-markdown.ts")).renderMarkdown(document);
}
