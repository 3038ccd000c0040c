import { type Occupancy, occupancyOf } from "../../analysis/occupancy/occupancy.ts";
import { timeoutClassText } from "../../analysis/occupancy/timeout-behaviour.ts";
import { durationText } from "../../model/duration-text.ts";
import { groupFacts } from "./group-facts.ts";
import { cutEnd, cutMiddle, padTo, screenText } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import { shortCount } from "./top-columns.ts";
import { topRows } from "./top-rows.ts";
import type { TopState } from "./top-state.ts";
import { wrapWords } from "./wrap-words.ts";

/** The selected row on a screen of its own: its facts, and by timeout how many entries its rate makes beside how many there are. */
export function occupancyLines(state: TopState): readonly StyledLine[] {
  const { dimension, selectedKey, characters, size, trails, table } = state;
  const group = topRows(state).find(({ key }) => key === selectedKey);
  if (group === undefined) return [plain("No row is selected.", state)];
  const name = cutMiddle(screenText(group.key, characters), Math.max(1, size.columns - dimension.length - 1), characters);
  const countdown = table?.sample.countdown;
  const classes = countdown === undefined || group.detailsUnknown === true ? [] : occupancyOf(group, countdown);
  return [
    [{ text: cutEnd(`${dimension} ${name}`, size.columns), style: "strong" }],
    ...groupFacts(state, group, trails[dimension].get(group.key) ?? []),
    [],
    ...(classes.length === 0 ? [plain("Timeouts are not known, so that nothing can be told by them.", state)] : tableOf(classes, state)),
  ];
}

function tableOf(classes: readonly Occupancy[], state: TopState): readonly StyledLine[] {
  const titles = rowText({ name: "by timeout", entries: "entries", births: "births/s", makes: "rate x time" });
  const rows = classes.flatMap((own) => {
    const { timeout, entries, perSecond, predicted, timeoutSeconds, isSettled, method } = own;
    const name = `${timeoutClassText(timeout)}${timeoutSeconds === undefined ? "" : ` ${durationText(timeoutSeconds)}`}`;
    const births = perSecond === undefined ? "-" : perSecond < 10 ? perSecond.toFixed(1) : shortCount(perSecond);
    const makes =
      predicted === undefined ? "-" : `${shortCount(predicted.estimate)} (${shortCount(predicted.low)} to ${shortCount(predicted.high)})`;
    const settled = isSettled === false ? `${method}; the rate has changed, and the entries will follow` : method;
    const because = wrapWords(screenText(settled, state.characters), state.size.columns - 6);
    return [
      plain(rowText({ name, entries: shortCount(entries), births, makes }), state),
      ...because.map((text) => quiet(`    ${text}`, state)),
    ];
  });
  return [[{ text: cutEnd(titles, state.size.columns), style: "heading" }], ...rows];
}

function rowText({ name, entries, births, makes }: Readonly<Record<"name" | "entries" | "births" | "makes", string>>): string {
  return `${padTo(name, 28, "left")}${padTo(entries, 9, "right")}${padTo(births, 10, "right")}  ${makes}`;
}

function plain(text: string, { size }: TopState): StyledLine {
  return [{ text: cutEnd(text, size.columns) }];
}

/** The count's own doubt is in the band; this is where it comes from. */
function quiet(text: string, { size }: TopState): StyledLine {
  return [{ text: cutEnd(text, size.columns), style: "quiet" }];
}
