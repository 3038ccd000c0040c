import { durationText } from "../../model/duration-text.ts";
import type { EventBurst } from "../../model/event-births.ts";
import { countText } from "../figures.ts";
import { cutEnd, cutMiddle, padTo, type ScreenCharacters, screenText } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import { rateText } from "./top-columns.ts";
import { countedTraffic } from "./top-header.ts";
import type { EventCount, TopState } from "./top-state.ts";
import { viewId } from "./top-view.ts";

/** Births by workload as the kernel told them one by one, beside what the walk makes of the table. */
export function birthLines(state: TopState): readonly StyledLine[] {
  const { eventCount, size } = state;
  const title: StyledLine = [{ text: cutEnd("Births by events", size.columns), style: "strong" }];
  if (eventCount === undefined) return [title];
  const { counted, seconds, view } = eventCount;
  const conditions = [...view.groups.map(({ dimension, key }) => `${dimension} ${key}`), ...view.conditions];
  const of = conditions.length === 0 ? [] : [line(`only: ${conditions.join(", ")}`, state, "warning")];
  if (counted === undefined) return [title, ...of, line(`Listening for ${durationText(seconds)}`, state, "quiet")];
  return [
    title,
    ...of,
    line(birthsSentence(counted, state.characters), state),
    ...counted.remarks.map((remark) => line(`! ${remark}`, state, "warning")),
    [],
    ...rowsOf(eventCount, counted, state),
  ];
}

/** `412/s over 5 s, 3 events lost` */
export function birthsSentence({ births, lost }: EventBurst, characters: ScreenCharacters): string {
  const missed = lost === null ? ", an unknown number of events lost" : lost === 0 ? "" : `, ${countText(lost)} events lost`;
  const seconds = durationText(Number(births.overSeconds.toFixed(1)));
  return `births ${rateText(births, characters)}/s by events over ${seconds}${missed}`;
}

function rowsOf({ view }: EventCount, { groups, distinct, exact }: EventBurst, state: TopState): readonly StyledLine[] {
  const { size, characters } = state;
  if (groups.length === 0) return [line("No connection began.", state, "quiet")];
  const walked = viewId(view) === viewId(state.view) ? countedTraffic(state)?.by.workload.groups : undefined;
  const walkedRates = new Map(walked?.map(({ key, births }) => [key, births]));
  const nameWidth = Math.max(1, size.columns - 2 * figureWidth);
  const row = (name: string, byEvents: string, byWalk: string) =>
    padTo(cutMiddle(name, nameWidth, characters), nameWidth, "left") +
    padTo(byEvents, figureWidth, "right") +
    padTo(byWalk, figureWidth, "right");
  const more = distinct - groups.length;
  return [
    [{ text: cutEnd(row("workload", "events/s", "walk/s"), size.columns), style: "heading" }],
    ...groups.map(({ key, births }): StyledLine => {
      const byWalk = walkedRates.get(key);
      const text = row(
        screenText(key, characters),
        rateText(births, characters),
        byWalk === undefined ? "-" : rateText(byWalk, characters),
      );
      return [{ text: cutEnd(text, size.columns) }];
    }),
    ...(more > 0 ? [line(`and ${exact ? "" : "over "}${countText(more)} more`, state, "quiet")] : []),
  ];
}

const figureWidth = 10;

function line(text: string, { size, characters }: TopState, style?: "quiet" | "warning"): StyledLine {
  return [{ text: cutEnd(screenText(text, characters), size.columns), ...(style === undefined ? {} : { style }) }];
}
