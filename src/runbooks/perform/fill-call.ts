import type { ArgumentValue, PlaceholderName, placeholders, ToolCallText } from "../parse/tool-call-text.ts";

/** What earlier steps gave; what is missing says why. */
export type KnownValues = Readonly<Record<PlaceholderName, KnownValue>>;

export type KnownValue =
  /** Without a value the argument is left out: its tool can do without it. */
  { readonly known: true; readonly value: string | readonly string[] | undefined } | { readonly known: false; readonly because: string };

export type FilledCall =
  | { readonly ok: true; readonly input: Readonly<Record<string, unknown>>; readonly text: string }
  | { readonly ok: false; readonly because: string };

/** The input of the tool, and the call as a person would write it. */
export function fillCall({ tool, arguments: named }: ToolCallText, values: KnownValues): FilledCall {
  const input: Record<string, unknown> = {};
  for (const { name, value } of named) {
    const filled = fill(value, values);
    if (!filled.ok) return filled;
    if (filled.value !== undefined) input[name] = filled.value;
  }
  const written = Object.entries(input).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return { ok: true, input, text: `${tool}(${written.join(", ")})` };
}

function fill(
  value: ArgumentValue,
  values: KnownValues,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly because: string } {
  switch (value.kind) {
    case "literal":
      return { ok: true, value: value.value };
    case "placeholder": {
      const known = values[value.name];
      return known.known ? { ok: true, value: known.value } : { ok: false, because: known.because };
    }
    case "list": {
      const items: unknown[] = [];
      for (const item of value.items) {
        const filled = fill(item, values);
        if (!filled.ok) return filled;
        items.push(filled.value);
      }
      return { ok: true, value: items };
    }
  }
}

/** Something that fits each placeholder: what a call is held against its tool with, before any node is asked. */
export const exampleValues: KnownValues = {
  instanceId: { known: true, value: "node-7" },
  executionId: { known: true, value: "run-1" },
  findingIds: { known: true, value: ["F-0123456789ab"] },
  clusterName: { known: true, value: "shop" },
  client: { known: true, value: "10.0.3.7" },
  otherInstanceId: { known: true, value: "node-8" },
} satisfies Readonly<Record<keyof typeof placeholders, KnownValue>>;
