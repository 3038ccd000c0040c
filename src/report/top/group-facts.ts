import { meanLifetime } from "../../analysis/occupancy/lifetime.ts";
import { durationText } from "../../model/duration-text.ts";
import type { TrafficGroup } from "../../model/table-traffic.ts";
import { countText, percentText } from "../figures.ts";
import { compositionPhrases } from "./composition-phrases.ts";
import { fitPhrases } from "./fit-phrases.ts";
import type { Trail } from "./group-trails.ts";
import { screenMarks } from "./screen-marks.ts";
import { cutEnd, padTo } from "./screen-text.ts";
import { sparkline } from "./sparkline.ts";
import { lineText, type StyledLine } from "./styled-line.ts";
import { rateText } from "./top-columns.ts";
import type { TopState } from "./top-state.ts";

/** All that a table of groups tells of one of them, a line for each fact. */
export function groupFacts({ characters, size }: TopState, group: TrafficGroup, trail: Trail): readonly StyledLine[] {
  const { entries, share, births, unreplied, oldestIdleSeconds, idleOverOneHour, asServer, peers, detailsUnknown } = group;
  const inner = Math.max(8, size.columns - labelWidth - 2);
  const facts: readonly (readonly [label: string, text: string | undefined])[] = [
    ["entries", `${countText(entries)} (${percentText(share)} of the table)`],
    ["births", births && birthsText(births, characters)],
    ["lifetime", lifetimeText(group)],
    ["states", lineText(fitPhrases(compositionPhrases(group.byTimeout), inner, ", "))],
    ["unreplied", detailsUnknown === true ? undefined : countText(unreplied)],
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
  return known.map((text): StyledLine => [{ text }]);
}

const labelWidth = 14;

function birthsText(births: NonNullable<TrafficGroup["births"]>, characters: TopState["characters"]): string {
  const { plusMinus } = births;
  const bound = `${screenMarks[characters].plusMinus}${plusMinus < 10 ? plusMinus.toFixed(1) : countText(plusMinus)}`;
  return `${rateText(births, characters)}/s ${bound} by ${births.method} over ${durationText(births.overSeconds)}`;
}

/** Entries by births, which is how long they stay where as many go as come. */
function lifetimeText({ entries, births }: TrafficGroup): string | undefined {
  const lifetime = births === undefined ? undefined : meanLifetime(entries, births);
  if (lifetime === undefined) return undefined;
  const { estimate, low, high } = lifetime;
  const band = Number.isFinite(high) ? `${durationText(low)} to ${durationText(high)}` : `${durationText(low)} or more`;
  return `${births?.isFloor === true ? "at most " : ""}${durationText(estimate)} on average (${band}) where as many go as come`;
}
