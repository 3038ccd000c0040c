import type { EventBurst } from "../../model/event-births.ts";
import type { TableSample } from "../../model/table-sample.ts";
import { birthsSentence } from "./birth-lines.ts";
import { extendTrails, noTrails } from "./group-trails.ts";
import { watchSuspects } from "./suspect-watch.ts";
import { addSample } from "./table-series.ts";
import { doTopAct, keepSelection } from "./top-acts.ts";
import { actOfKey, type KeyName } from "./top-keys.ts";
import { typeIntoPrompt } from "./top-prompt.ts";
import type { ScreenSize, TopSourceFacts, TopState } from "./top-state.ts";
import { type TopView, viewId } from "./top-view.ts";

export type TopEvent =
  | { readonly kind: "key"; readonly key: KeyName }
  /** `viewId` is the question that the sample answers. */
  | { readonly kind: "sample"; readonly sample: TableSample; readonly viewId: string; readonly sampleMs?: number }
  | { readonly kind: "failure"; readonly because: string }
  | { readonly kind: "births"; readonly counted: EventBurst; readonly view: TopView; readonly seconds: number }
  | { readonly kind: "births-missing"; readonly because: string }
  | { readonly kind: "size"; readonly size: ScreenSize }
  | { readonly kind: "source"; readonly source: TopSourceFacts }
  /** Time passed without a sample. */
  | { readonly kind: "age"; readonly seconds: number };

export function reduceTop(state: TopState, event: TopEvent): TopState {
  switch (event.kind) {
    case "key":
      return pressKey(state, event.key);
    case "sample":
      return takeSample(state, event);
    case "failure":
      return { ...state, failure: event.because };
    case "births":
      return takeBirths(state, event);
    case "births-missing":
      return withoutBirths(state, event.because);
    case "size":
      return keepSelection({ ...state, size: event.size });
    case "source":
      return { ...state, source: event.source };
    case "age":
      return { ...state, ageSeconds: event.seconds };
  }
}

function pressKey(state: TopState, key: KeyName): TopState {
  const { notice: _, ...calm } = state;
  if (key === "ctrl-c") return { ...calm, ended: "interrupted" };
  if (calm.prompt !== undefined) return keepSelection(typeIntoPrompt(calm, calm.prompt, key));
  const act = actOfKey(key);
  if (calm.overlay !== undefined) {
    const { overlay, ...closed } = calm;
    // Row after row can be looked at.
    if (overlay === "occupancy" && (act === "select-next" || act === "select-previous")) return doTopAct(calm, act, key);
    return act === "quit" ? { ...closed, ended: "quit" } : closed;
  }
  return act === undefined ? calm : doTopAct(calm, act, key);
}

/** Whoever went back to the table meanwhile is told the sum. */
function takeBirths(state: TopState, { counted, view, seconds }: Extract<TopEvent, { kind: "births" }>): TopState {
  const taken = { ...state, eventCount: { view, seconds, counted } };
  return state.overlay === "births" ? taken : { ...taken, notice: birthsSentence(counted, state.characters) };
}

function withoutBirths({ eventCount: _, overlay, ...state }: TopState, because: string): TopState {
  const left = overlay === undefined || overlay === "births" ? state : { ...state, overlay };
  return { ...left, notice: `No births by events: ${because}` };
}

function takeSample(
  { failure: _, ageSeconds: __, sampleMs: ___, ...state }: TopState,
  { sample, viewId: answered, sampleMs }: Extract<TopEvent, { kind: "sample" }>,
): TopState {
  const series = addSample(state.series, sample);
  const timed = { ...state, series, ...(sampleMs === undefined ? {} : { sampleMs }) };
  // The answer to a question asked before the last key still tells the count, and nothing of what is asked for.
  if (answered !== viewId(state.view)) return timed;
  const before = state.table?.viewId === answered ? state.table : undefined;
  // A walk that was left out for once, as the remarks say, takes nothing away from the one before.
  if (sample.traffic === undefined) return before?.sample.traffic === undefined ? { ...timed, table: { viewId: answered, sample } } : timed;
  const isContinued = series.points.length > 1;
  const trails = extendTrails(isContinued ? state.trails : noTrails, sample.traffic);
  return keepSelection({ ...timed, table: { viewId: answered, sample }, trails, suspects: watchSuspects(state, sample) });
}
