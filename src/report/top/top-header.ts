import { durationText } from "../../model/duration-text.ts";
import { isoTime } from "../../model/iso-time.ts";
import type { TableSample } from "../../model/table-sample.ts";
import { countText, percentText } from "../figures.ts";
import { compositionPhrases } from "./composition-phrases.ts";
import { fillBar, fillStyle } from "./fill-bar.ts";
import { fitPhrases, fitWholePhrases, lineWidth, type Phrase, phrase } from "./fit-phrases.ts";
import { forecastPhrases } from "./forecast-phrases.ts";
import { samplingPeriod } from "./sampling-period.ts";
import { screenMarks } from "./screen-marks.ts";
import { cutEnd, cutMiddle, screenText } from "./screen-text.ts";
import type { Segment, StyledLine } from "./styled-line.ts";
import { suspectPhrases } from "./suspect-lines.ts";
import { rateText } from "./top-columns.ts";
import { remarkLines } from "./top-remarks.ts";
import type { TopState } from "./top-state.ts";
import { viewId } from "./top-view.ts";

/** Everything above the table. On a low terminal its least important lines give way, so that half of it is left for the table. */
export function topHeader(state: TopState): readonly StyledLine[] {
  const { last } = state.series;
  const composition = compositionPhrases(countedTraffic(state)?.byTimeout ?? {});
  const suspects = suspectPhrases(state);
  const between = screenMarks[state.characters].between;
  const fit = (phrases: readonly Phrase[]) => fitPhrases(phrases, state.size.columns, between);
  const lines: { readonly importance: number; readonly line: StyledLine }[] = [
    { importance: 3, line: titleLine(state) },
    ...(last === undefined
      ? []
      : [
          { importance: 9, line: fillLine(state, last) },
          { importance: 7, line: fit([...birthPhrases(state), ...forecastPhrases(state.series.forecast, last.max, state.characters)]) },
          { importance: 6, line: fit(lossPhrases(state, last)) },
        ]),
    ...remarkLines(state).map((line) => ({ importance: 5, line })),
    ...(composition.length === 0 ? [] : [{ importance: 4, line: fit(composition) }]),
    ...(suspects.length === 0 ? [] : [{ importance: 2, line: fit(suspects) }]),
    { importance: 8, line: fit(viewPhrases(state)) },
  ];
  const room = Math.max(1, Math.floor((state.size.rows - 1) / 2));
  const kept = new Set(lines.toSorted((left, right) => right.importance - left.importance).slice(0, room));
  return lines.filter((line) => kept.has(line)).map(({ line }) => line);
}

export function countedTraffic({ table, view }: TopState): TableSample["traffic"] {
  return table?.viewId === viewId(view) ? table.sample.traffic : undefined;
}

/** The node and the time on the left, how it is sampled on the right. */
function titleLine(state: TopState): StyledLine {
  const { source, series, characters, size } = state;
  const node = cutMiddle(screenText(source.node, characters), Math.max(8, size.columns >> 1), characters);
  const time = series.last === undefined ? [] : [phrase(5, secondText(series.last.takenAtMs))];
  const left = fitPhrases([phrase(9, { text: node, style: "strong" }), ...time], size.columns, "  ");
  const room = size.columns - lineWidth(left) - 2;
  const right = fitWholePhrases(samplingPhrases(state), room, screenMarks[characters].between);
  return right.length === 0 ? left : [...left, { text: " ".repeat(2 + room - lineWidth(right)) }, ...right];
}

/** `2026-01-15 12:00:22Z` */
function secondText(epochMs: number): string {
  return isoTime(epochMs)
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}

function samplingPhrases({ source, isPaused, intervalSeconds, sampleMs, ageSeconds }: TopState): readonly Phrase[] {
  const period = samplingPeriod(intervalSeconds, sampleMs);
  const every =
    period === intervalSeconds
      ? `every ${durationText(intervalSeconds)}`
      : `every ${durationText(period)} (asked for ${durationText(intervalSeconds)})`;
  return [
    ...(source.recording === undefined ? [] : [phrase(6, "recording")]),
    ...(source.isAtEnd === true ? [phrase(7, { text: "at its end", style: "warning" })] : []),
    ...(isPaused ? [phrase(9, { text: "PAUSED", style: "warning" })] : []),
    ...(ageSeconds === undefined ? [] : [phrase(8, { text: `${durationText(Math.round(ageSeconds))} ago`, style: "warning" })]),
    phrase(4, every),
    ...(sampleMs === undefined ? [] : [phrase(3, `walk ${durationText(Number((sampleMs / 1000).toFixed(2)))}`)]),
  ];
}

function fillLine({ size, characters }: TopState, { count, max }: TableSample): StyledLine {
  if (max === 0) return [{ text: cutEnd(`${countText(count)} entries, no limit`, size.columns) }];
  const ratio = count / max;
  const style = fillStyle(ratio);
  const amount = `${countText(count)} / ${countText(max)}`;
  const percent = percentText(ratio);
  const barWidth = Math.min(40, size.columns - percent.length - amount.length - 4);
  if (barWidth >= 12)
    return [
      { text: fillBar(ratio, barWidth, characters), style },
      { text: "  " },
      { text: percent, style: "strong" },
      { text: `  ${amount}` },
    ];
  const short = `${countText(count)}/${countText(max)}`;
  return fitPhrases([phrase(9, { text: `${Math.floor(ratio * 100)}%`, style }), phrase(5, short)], size.columns, " ");
}

function birthPhrases(state: TopState): readonly Phrase[] {
  const births = countedTraffic(state)?.births;
  if (births === undefined) return [];
  const { characters, view } = state;
  const inside = view.groups.length > 0 || view.conditions.length > 0 ? "births here" : "births";
  const band = Math.round(births.plusMinus) > 0 ? ` ${screenMarks[characters].plusMinus}${countText(births.plusMinus)}` : "";
  return [phrase(6, `${inside} `, { text: `${rateText(births, characters)}/s`, style: "strong" }), phrase(2, `${births.method}${band}`)];
}

/** Refused, evicted and failed: since the sample before, and since this began to watch. */
function lossPhrases({ series }: TopState, { increases }: TableSample): readonly Phrase[] {
  if (series.points.length > 1 && increases === undefined) return [phrase(5, { text: "losses not known", style: "quiet" })];
  return losses.map(({ counter, shown, importance }) => {
    const inAll = series.increases[counter];
    if (inAll === undefined) return phrase(importance, `${shown} ${series.points.length > 1 ? "?" : "-"}`);
    const lately = increases?.[counter] ?? 0;
    const style: Segment = { text: `+${countText(lately)}`, ...(lately > 0 ? { style: "issue" } : { style: "quiet" }) };
    return phrase(
      importance,
      `${shown} `,
      { text: countText(inAll), ...(inAll > 0 ? { style: "warning" as const } : {}) },
      " (",
      style,
      ")",
    );
  });
}

const losses = [
  { counter: "drop", shown: "drop", importance: 6 },
  { counter: "earlyDrop", shown: "early_drop", importance: 5 },
  { counter: "insertFailed", shown: "insert_failed", importance: 4 },
] as const;

/** What the table below is of. */
function viewPhrases(state: TopState): readonly Phrase[] {
  const { dimension, view, nameFilter, characters, size } = state;
  const breakdown = countedTraffic(state)?.by[dimension];
  const conditions = [...(state.source.recordedConditions ?? []), ...view.conditions];
  const roomForKey = Math.max(8, Math.floor(size.columns / 2 / view.groups.length));
  const path = view.groups
    .map(
      ({ dimension: of, key }) =>
        `${of} ${cutMiddle(screenText(key, characters), roomForKey, characters)} ${screenMarks[characters].inside} `,
    )
    .join("");
  const { total, infrastructure } = countedTraffic(state) ?? {};
  return [
    phrase(9, ...(path === "" ? [] : [{ text: path, style: "warning" as const }]), { text: `by ${dimension}`, style: "strong" }),
    ...(nameFilter === "" ? [] : [phrase(8, { text: `name has "${screenText(nameFilter, characters)}"`, style: "warning" })]),
    ...(conditions.length === 0 ? [] : [phrase(7, { text: screenText(conditions.join(" "), characters), style: "warning" })]),
    ...(breakdown === undefined || total === undefined
      ? []
      : [phrase(5, `${countText(breakdown.distinct)} groups, ${countText(total)} entries`)]),
    ...(infrastructure === undefined || total === undefined ? [] : [phrase(3, `${percentText(infrastructure / total)} infrastructure`)]),
    ...(breakdown === undefined || breakdown.exact ? [] : [phrase(6, `each at most ${countText(breakdown.errorBound)} too high`)]),
  ];
}
