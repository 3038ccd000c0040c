import { liveTableError } from "../../operations/tables/live-table-error.ts";
import type { Clock } from "../../platform/clock.ts";
import { lineText } from "../../report/top/styled-line.ts";
import { topFrame } from "../../report/top/top-frame.ts";
import { topPage } from "../../report/top/top-screen.ts";
import type { TopState } from "../../report/top/top-state.ts";
import { TopSession } from "./top-session.ts";
import { SampleMissing, type TopSource } from "./top-source.ts";

export interface BatchTopOptions {
  readonly source: TopSource;
  readonly begin: TopState;
  readonly form: "text" | "json" | "yaml";
  /** Frames until the end; undefined until it is interrupted. */
  readonly frames?: number;
  /** Births are counted by events for so long before each frame. */
  readonly eventSeconds?: number;
  readonly clock: Clock;
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
}

/** One frame for each sample, one after another, for scripts. */
export async function batchTop({
  source,
  begin,
  form,
  frames = Number.POSITIVE_INFINITY,
  eventSeconds,
  clock,
  write,
  signal,
}: BatchTopOptions): Promise<void> {
  const frameText = form === "text" ? pageText : form === "json" ? jsonLine : await yamlDocument();
  const ending = new AbortController();
  let written = 0;
  const session: TopSession = new TopSession(
    eventSeconds === undefined ? orFail(source) : countingBirths(),
    begin,
    clock,
    (state, before) => {
      if (state.source.isAtEnd === true) ending.abort();
      if (state.series === before.series) return;
      write(frameText(state, written));
      if (++written >= frames) ending.abort();
    },
  );
  /** The births are told before the sample, which makes the frame. */
  function countingBirths(): TopSource {
    const failing = orFail(source);
    return {
      ...failing,
      next: async (view, asking) => {
        const counted = await failing.countBirths?.(view, eventSeconds ?? 0, asking);
        if (counted !== undefined) session.dispatch({ kind: "births", counted, view, seconds: eventSeconds ?? 0 });
        return failing.next(view, asking);
      },
    };
  }
  await session.run(AbortSignal.any([signal, ending.signal]));
}

/** A person waits for a sample that may come; a script is told at once. */
function orFail(source: TopSource): TopSource {
  const { countBirths } = source;
  return {
    ...source,
    ...(countBirths === undefined
      ? {}
      : {
          countBirths: (view, seconds, signal) =>
            countBirths(view, seconds, signal).catch((error: unknown) => {
              throw error instanceof SampleMissing ? error.cause : error;
            }),
        }),
    next: (view, signal) =>
      source.next(view, signal).catch((error: unknown) => {
        throw error instanceof SampleMissing ? (liveTableError(error.cause) ?? error.cause) : error;
      }),
  };
}

function pageText(state: TopState, place: number): string {
  const lines = topPage(state).map((line) => lineText(line).trimEnd());
  return `${place === 0 ? "" : "\n"}${lines.join("\n")}\n`;
}

function jsonLine(state: TopState): string {
  return state.series.last === undefined ? "" : `${JSON.stringify(topFrame(state, state.series.last))}\n`;
}

async function yamlDocument(): Promise<(state: TopState) => string> {
  const { stringify } = await import("yaml");
  return (state) => (state.series.last === undefined ? "" : `---\n${stringify(topFrame(state, state.series.last), { lineWidth: 0 })}`);
}
