import { durationText } from "../model/duration-text.ts";
import type { Forecast } from "../model/forecast.ts";
import { isoTime } from "../model/iso-time.ts";
import type { Document } from "./document.ts";
import { countText, percentText } from "./figures.ts";
import { finiteBand, finiteForecast } from "./finite-forecast.ts";
import { harmlessText } from "./harmless-text.ts";
import { harmlessValue } from "./harmless-value.ts";
import { fateText } from "./top/forecast-phrases.ts";

/** When a table is full, and where it settles. */
export interface TableForecast {
  readonly takenAtMs: number;
  readonly count: number;
  /** 0 means unlimited. */
  readonly max: number;
  readonly forecast: Forecast;
  /** Where the table settles if connections go on to begin as they do; missing where ages cannot be told. */
  readonly steadyStateEntries?: number;
  /** What was looked at for it, in words for a person. */
  readonly restsOn: string;
}

/** As data; `src/contract/tools/forecast.ts` is its schema. */
export function forecastResult({ takenAtMs, count, max, forecast, steadyStateEntries, restsOn }: TableForecast) {
  const percentOf = (entries: number) => Math.round((entries / max) * 1000) / 10;
  const { secondsToFull } = forecast;
  return harmlessValue({
    ...{ takenAt: isoTime(takenAtMs), count, max },
    ...(max === 0 ? {} : { usePercent: percentOf(count) }),
    kind: forecast.kind,
    secondsToFull: secondsToFull === undefined || forecast.kind === "no-trend" ? null : finiteBand(secondsToFull),
    because: forecast.because,
    forecast: finiteForecast(forecast),
    steadyState:
      steadyStateEntries === undefined
        ? null
        : {
            entries: Math.round(steadyStateEntries),
            usePercent: max === 0 ? null : percentOf(steadyStateEntries),
            fits: max === 0 ? null : steadyStateEntries < max,
          },
    restsOn,
  });
}

export function forecastReport(node: string, told: TableForecast, remarks: readonly string[]): Document {
  const { takenAtMs, count, max, forecast, steadyStateEntries, restsOn } = told;
  const use =
    max === 0 ? `${countText(count)} entries, no limit` : `${countText(count)} of ${countText(max)} entries (${percentText(count / max)})`;
  const { burstHeadroomSeconds } = forecast;
  const items = [
    `${forecast.because}.`,
    steadyStateEntries === undefined
      ? "Where it settles is not known: ages cannot be told."
      : `At today's rate of new connections it settles at about ${countText(steadyStateEntries)} entries${max === 0 ? "" : `, ${percentText(steadyStateEntries / max)} of the limit`}.`,
    ...(burstHeadroomSeconds === undefined || forecast.kind === "full" || !Number.isFinite(burstHeadroomSeconds)
      ? []
      : [`At the highest growth seen it would be full in ${durationText(burstHeadroomSeconds)}.`]),
    `It rests on ${restsOn}.`,
    ...remarks,
  ];
  return [
    { kind: "title", text: `${harmlessText(node)}: ${fateText(forecast, max)}` },
    { kind: "paragraph", text: `${use}, at ${isoTime(takenAtMs)}.` },
    { kind: "list", items: items.map(harmlessText) },
  ];
}
