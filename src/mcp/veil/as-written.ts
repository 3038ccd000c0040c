import { harmlessText } from "../../report/harmless-text.ts";

/** A text that was made harmless, changed as it was before: the digits of a tab, `\x09`, would look like the beginning of the name or address behind it. */
export function asWritten(text: string, change: (text: string) => string): string {
  if (!text.includes("\\x")) return change(text);
  const lines = text.split("\n").map((line) => harmlessText(change(withoutEscapes(line))));
  return lines.join("\n");
}

/** Those of control characters, as `harmlessText` writes them. */
export function withoutEscapes(text: string): string {
  return text.replace(/\\x([01][0-9a-f]|7f|[89][0-9a-f])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
