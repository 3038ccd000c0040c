/** What stands in a call for something that is known only when it is made. */
export const placeholders = {
  instanceId: "the node, instance or bundle that the runbook is run for",
  executionId: "the run that `collect` gave",
  findingIds: "the ids of the findings that `errors` gave",
  clusterName: "the cluster that the node is of; left out where nobody told",
  client: "the address that the verdict's first cause points at, or else of whoever holds most of the table",
  otherInstanceId: "another node, which whoever runs it has to name",
} as const;

export type PlaceholderName = keyof typeof placeholders;

/** A call of a tool as a step writes it: `search(instanceId={instanceId}, query="table full")`. */
export interface ToolCallText {
  readonly tool: string;
  readonly arguments: readonly { readonly name: string; readonly value: ArgumentValue }[];
}

export type ArgumentValue =
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "placeholder"; readonly name: PlaceholderName }
  | { readonly kind: "list"; readonly items: readonly ArgumentValue[] };

/** Undefined where the text is no call at all; a text says what is wrong with one. */
export function parseToolCall(text: string): ToolCallText | string | undefined {
  const [, tool, inside] = /^([a-z][a-z0-9_]*)\((.*)\)$/s.exec(text.trim()) ?? [];
  if (tool === undefined || inside === undefined) return undefined;
  const reader = new ArgumentReader(inside);
  const named: { name: string; value: ArgumentValue }[] = [];
  while (!reader.isAtEnd) {
    const name = reader.take(/^[A-Za-z_][A-Za-z0-9_]*/);
    if (name === undefined || reader.take(/^=/) === undefined) return `${tool}: "${reader.rest}" is no name=value`;
    const value = reader.takeValue();
    if (typeof value === "string") return `${tool}: ${name}: ${value}`;
    if (named.some((one) => one.name === name)) return `${tool}: ${name} stands twice`;
    named.push({ name, value });
    if (reader.take(/^,/) === undefined && !reader.isAtEnd) return `${tool}: a comma is missing before "${reader.rest}"`;
  }
  return { tool, arguments: named };
}

class ArgumentReader {
  #text: string;

  constructor(text: string) {
    this.#text = text.trim();
  }

  get isAtEnd(): boolean {
    return this.#text === "";
  }

  get rest(): string {
    return this.#text.slice(0, 40);
  }

  take(what: RegExp): string | undefined {
    const found = what.exec(this.#text)?.[0];
    if (found !== undefined) this.#text = this.#text.slice(found.length).trimStart();
    return found;
  }

  /** A text says what is wrong. */
  takeValue(): ArgumentValue | string {
    const quoted = this.take(/^"(?:[^"\\]|\\.)*"/);
    if (quoted !== undefined) return quotedValue(quoted);
    const number = this.take(/^-?\d+(?:\.\d+)?/);
    if (number !== undefined) return { kind: "literal", value: Number(number) };
    const truth = this.take(/^(?:true|false)\b/);
    if (truth !== undefined) return { kind: "literal", value: truth === "true" };
    const placed = this.take(/^\{[A-Za-z]+\}/);
    if (placed !== undefined) {
      const name = placed.slice(1, -1);
      return isPlaceholder(name) ? { kind: "placeholder", name } : `nothing is known as {${name}}`;
    }
    if (this.take(/^\[/) === undefined) return `"${this.rest}" is no value`;
    const items: ArgumentValue[] = [];
    while (this.take(/^\]/) === undefined) {
      const item = this.takeValue();
      if (typeof item === "string") return item;
      items.push(item);
      if (this.take(/^,/) === undefined && !this.#text.startsWith("]")) return "the list is not closed";
    }
    return { kind: "list", items };
  }
}

function quotedValue(quoted: string): ArgumentValue | string {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? { kind: "literal", value } : `${quoted} is no text`;
  } catch {
    return `${quoted} is no text as JSON has it; a backslash is written twice`;
  }
}

function isPlaceholder(name: string): name is PlaceholderName {
  return Object.hasOwn(placeholders, name);
}
