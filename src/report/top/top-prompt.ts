import { parseFlowFilter } from "../../flows/parse-flow-filter.ts";
import { noTrails } from "./group-trails.ts";
import type { KeyName } from "./top-keys.ts";
import type { Prompt, TopState } from "./top-state.ts";

export function beginPrompt(state: TopState, kind: Prompt["kind"]): TopState {
  return { ...state, prompt: { kind, text: kind === "name-filter" ? state.nameFilter : state.view.conditions.join(" ") } };
}

export function typeIntoPrompt(state: TopState, prompt: Prompt, key: KeyName): TopState {
  const { prompt: _, ...closed } = state;
  switch (key) {
    case "enter":
      return prompt.kind === "name-filter" ? closed : countOnly(state, prompt);
    case "escape":
      return prompt.kind === "name-filter" ? { ...closed, nameFilter: "" } : closed;
    case "backspace":
      return typed(state, { kind: prompt.kind, text: [...prompt.text].slice(0, -1).join("") });
    case "ctrl-u":
      return typed(state, { kind: prompt.kind, text: "" });
    default:
      return [...key].length === 1 && prompt.text.length < longestText
        ? typed(state, { kind: prompt.kind, text: prompt.text + key })
        : state;
  }
}

/** Longer than any name of Kubernetes, which ends at 253. */
const longestText = 300;

/** The names are filtered while they are typed; conditions only when they are complete. */
function typed(state: TopState, prompt: Prompt): TopState {
  return { ...state, prompt, ...(prompt.kind === "name-filter" ? { nameFilter: prompt.text } : {}) };
}

function countOnly(state: TopState, prompt: Prompt): TopState {
  const conditions = prompt.text.split(/\s+/).filter((condition) => condition !== "");
  const parsed = parseFlowFilter(conditions);
  if (!parsed.ok) return { ...state, prompt: { ...prompt, error: parsed.because } };
  const { prompt: _, ...closed } = state;
  // What was counted under other conditions is not to be returned to.
  const outer = state.outer.map(({ table: __, ...returnTo }) => ({ ...returnTo, trails: noTrails }));
  return { ...closed, outer, view: { ...state.view, conditions }, firstRow: 0 };
}
