import { parseDocument } from "yaml";

export type YamlText =
  | { readonly ok: true; readonly value: unknown }
  /** The line from 1 within the text. */
  | { readonly ok: false; readonly line: number; readonly what: string };

/** A few lines of YAML; what is wrong is a value, with its line. */
export function parseYamlText(text: string): YamlText {
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, line: error.linePos?.[0].line ?? 1, what: messageOf(error) };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 10 }) };
  } catch (cause) {
    return { ok: false, line: 1, what: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** The line that it names is counted within the text, and told beside it. */
function messageOf({ message, code }: { readonly message: string; readonly code: string }): string {
  return (message.split("\n")[0] ?? code).replace(/ at line \d+, column \d+:$/, "");
}
