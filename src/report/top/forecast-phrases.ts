import { durationText } from "../../model/duration-text.ts";
import type { Band, Forecast } from "../../model/forecast.ts";
import { percentText } from "../figures.ts";
import { type Phrase, phrase } from "./fit-phrases.ts";
import { screenMarks } from "./screen-marks.ts";
import type { ScreenCharacters } from "./screen-text.ts";
import type { SegmentStyle } from "./styled-line.ts";
import { shortCount } from "./top-columns.ts";

/** When the table is full, in as few words as tell it. */
export function forecastPhrases(forecast: Forecast, max: number, characters: ScreenCharacters): readonly Phrase[] {
  const { slope, burstHeadroomSeconds } = forecast;
  return [
    phrase(8, { text: fateText(forecast, max), style: fateStyle(forecast) }),
    ...(slope === undefined || Math.abs(slope.estimate) < 0.05 ? [] : [phrase(4, growthText(slope, characters))]),
    ...(burstHeadroomSeconds === undefined || forecast.kind === "full"
      ? []
      : [phrase(1, `a burst fills it in ${durationText(burstHeadroomSeconds)}`)]),
  ];
}

export function fateText({ kind, secondsToFull, levelsOffAt, mayHaveExpired }: Forecast, max: number): string {
  switch (kind) {
    case "fills":
      return secondsToFull === undefined ? "fills" : `full in ${durationText(secondsToFull.estimate)}${bandText(secondsToFull)}`;
    case "levels-off":
      return levelsOffAt === undefined || max === 0 ? "levels off" : `levels off at ${percentText(levelsOffAt.estimate / max)}`;
    case "falls":
      return "falls";
    case "steady":
      return "steady";
    case "no-trend":
      return mayHaveExpired === true ? "rises, by expired entries or by others" : "no trend";
    case "too-short":
      return "too short for a forecast";
    case "full":
      return "FULL";
    case "unlimited":
      return "no limit";
  }
}

function fateStyle({ kind, secondsToFull }: Forecast): SegmentStyle {
  if (kind === "full") return "issue";
  if (kind !== "fills") return "strong";
  return (secondsToFull?.estimate ?? 0) < 600 ? "issue" : "warning";
}

function bandText({ low, high }: Band): string {
  if (!Number.isFinite(high)) return ` (${durationText(low)} or more)`;
  const [from, to] = [durationText(low), durationText(high)];
  return from === to ? "" : ` (${from} to ${to})`;
}

function growthText({ estimate }: Band, characters: ScreenCharacters): string {
  const size = Math.abs(estimate);
  return `${estimate < 0 ? screenMarks[characters].minus : "+"}${size < 10 ? size.toFixed(1) : shortCount(size)}/s`;
}
