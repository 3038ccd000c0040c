/**
 * A value of JSON as YAML, for a language model to read: half the signs of JSON, and text of several lines as it stands. Of our own, since an answer is
 * written up to a dozen times until it fits, and the package `yaml` takes longer for one of 25 KB than the tool that gave it.
 */
export function yamlText(value: unknown): string {
  return `${lines(value, "").join("\n")}\n`;
}

function lines(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${indent}[]`];
    return value.flatMap((item) => {
      const [first = "", ...rest] = isNested(item) ? lines(item, `${indent}  `) : scalarLines(item, `${indent}  `);
      return [`${indent}- ${isNested(item) ? first.slice(indent.length + 2) : first}`, ...rest];
    });
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
    if (fields.length === 0) return [`${indent}{}`];
    return fields.flatMap(([name, inner]) => {
      const key = `${indent}${plainOrQuoted(name)}:`;
      if (isNested(inner)) return [key, ...lines(inner, `${indent}  `)];
      const [first = "", ...rest] = scalarLines(inner, `${indent}  `);
      return [`${key} ${first}`, ...rest];
    });
  }
  const [first = "", ...rest] = scalarLines(value, `${indent}  `);
  return [`${indent}${first}`, ...rest];
}

function isNested(value: unknown): value is object {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" && value !== null && Object.values(value).some((inner) => inner !== undefined);
}

/** The first line without indentation; a text of several lines goes on below it. */
function scalarLines(value: unknown, indent: string): readonly string[] {
  if (typeof value !== "string") return [Array.isArray(value) ? "[]" : typeof value === "object" && value !== null ? "{}" : String(value)];
  if (!mayBeBlock(value)) return [plainOrQuoted(value)];
  // "-": no line break at the end but those that the text has.
  return ["|-", ...value.split("\n").map((line) => (line === "" ? "" : indent + line))];
}

/** A block's indentation is told from its first line, and what is empty at its end is not kept; its lines hold no control characters. */
function mayBeBlock(text: string): boolean {
  return (
    text.includes("\n") && /^[^\s]/.test(text) && /\S$/.test(text) && !/[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text)
  );
}

function plainOrQuoted(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text);
}

/** Begins as a word and reads as nothing else: no number, no `true`, no mark of YAML in it. */
function isPlain(text: string): boolean {
  return (
    /^[A-Za-z_/][\w ./()%+=@,;-]*$/.test(text) && !text.endsWith(" ") && !/^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(text)
  );
}
