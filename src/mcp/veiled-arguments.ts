import { ToolFailure } from "../platform/tool-failure.ts";
import type { NameVeil } from "./name-veil.ts";

/**
 * What is looked for in the data itself, by its field. A real name there would be found or not, and so be confirmed or even be told what it is called instead; the node
 * or bundle that is asked about may be called by either.
 */
const lookedFor: Readonly<Record<string, readonly string[]>> = {
  search: ["query"],
  find_flow: ["query", "other"],
  correlate: ["pivotEvent"],
  plan_change: ["changes"],
};

/** Throws ToolFailure `bad-argument` for what no answer can have shown. */
export function refuseOwnNames(tool: string, input: unknown, veil: NameVeil): void {
  if (typeof input !== "object" || input === null) return;
  for (const [field, value] of Object.entries(input)) {
    if (!lookedFor[tool]?.includes(field) || !textsIn(value).some((text) => veil.hasOwnNames(text))) continue;
    throw new ToolFailure(
      "bad-argument",
      `${field}: this server replaces names and addresses, and one in it is none that an answer showed`,
      {
        next: "Ask with names and addresses as answers show them, such as those of top_talkers or errors; by a real one nothing can be looked for here.",
      },
    );
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.entries(value).flatMap(([name, inner]) => [name, ...textsIn(inner)]) : [];
}
