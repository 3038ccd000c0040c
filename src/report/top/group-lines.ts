import { durationText } from "../../model/duration-text.ts";
import { countText, percentText } from "../figures.ts";
import { compositionPhrases } from "./composition-phrases.ts";
import { fitPhrases } from "./fit-phrases.ts";
import { cutEnd, padTo } from "./screen-text.ts";
import { sparkline } from "./sparkline.ts";
import { lineText, type StyledLine } from "./styled-line.ts";
import { rateText } from "./top-columns.ts";
import type { TopState } from "./top-state.ts";

/** All that a table of groups tells of one of them: what a recording has to show inside of a row. */
export function groupLines({ view, outer, series, source, characters, size }: TopState): readonly StyledLine[] {
  const [group, ...deeper] = view.groups;
  const traffic = series.last?.traffic;
  if (source.recording === undefined || group === undefined || deeper.length > 0 || traffic === undefined) return [];
  const found = traffic.by[group.dimension].groups.find(({ key }) => key === group.key);
  if (found === undefined) return [[], [{ text: cutEnd("  It is not in the table.", size.columns) }]];
  const { entries, share, births, unreplied, oldestIdleSeconds, idleOverOneHour, asServer, peers } = found;
  const trail = outer[0]?.trails[group.dimension].get(group.key) ?? [];
  const inner = Math.max(8, size.columns - labelWidth - 2);
  const facts: readonly (readonly [label: string, text: string | undefined])[] = [
    ["entries", `${countText(entries)} (${percentText(share)} of the table)`],
    ["births", births && `${rateText(births, characters)}/s by ${births.method} over ${durationText(births.overSeconds)}`],
    ["states", lineText(fitPhrases(compositionPhrases(found.byTimeout), inner, ", "))],
    ["unreplied", countText(unreplied)],
    [
      "idle",
      oldestIdleSeconds === undefined
        ? undefined
        : `${durationText(oldestIdleSeconds)} at most; ${countText(idleOverOneHour)} for an hour or more`,
    ],
    ["as server", asServer === undefined ? undefined : countText(asServer)],
    ["destinations", peers === undefined ? undefined : `about ${countText(peers)}`],
    ["trend", sparkline(trail, Math.min(trail.length, inner), characters)],
  ];
  const known = facts.flatMap(([label, text]) =>
    text === undefined ? [] : [cutEnd(`  ${padTo(label, labelWidth, "left")}${text}`, size.columns)],
  );
  return [[], ...known.map((text): StyledLine => [{ text }])];
}

const labelWidth = 14;
