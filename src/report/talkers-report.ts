import { isoTime } from "../model/iso-time.ts";
import type { Document } from "./document.ts";
import { countText, percentText, rateText } from "./figures.ts";
import { harmlessText } from "./harmless-text.ts";
import type { Talker, TalkerList } from "./table-talkers.ts";

/** Who fills the table of a node, in words. */
export function talkersReport(node: string, list: TalkerList, remarks: readonly string[]): Document {
  const { by, talkers, takenAtMs, total, distinct, usage, births, notWholeBecause, exact, errorBound } = list;
  const use =
    usage === undefined ? "" : `, the kernel counts ${countText(usage.count)}${usage.max === 0 ? "" : ` of ${countText(usage.max)}`}`;
  const notes = [
    ...(births === undefined
      ? []
      : [`${rateText(births.perSecond)}${births.isFloor ? " or more" : ""} new connections a second, by ${births.method}`]),
    ...(distinct > talkers.length ? [`${countText(distinct - talkers.length)} more are not shown`] : []),
    ...(exact ? [] : [`an entry may be too high by ${countText(errorBound)}`]),
    ...(notWholeBecause === undefined ? [] : [`the table was not read to its end: ${notWholeBecause}`]),
    ...remarks,
  ];
  return [
    { kind: "title", text: `${harmlessText(node)}: entries by ${by}` },
    { kind: "paragraph", text: `${countText(total)} entries were counted${use}, at ${isoTime(takenAtMs)}.` },
    {
      kind: "table",
      columns: [
        { title: by, align: "left" },
        { title: "entries", align: "right" },
        { title: "share", align: "right" },
        { title: "births/s", align: "right" },
        { title: "pods", align: "right" },
      ],
      rows: talkers.map((talker) => [
        harmlessText(talkerText(talker)),
        countText(talker.entries),
        percentText(talker.share),
        talker.births === undefined ? "-" : rateText(talker.births.perSecond),
        talker.pods === undefined ? "-" : countText(talker.pods),
      ]),
    },
    ...(notes.length === 0 ? [] : [{ kind: "list" as const, items: notes.map(harmlessText) }]),
  ];
}

function talkerText({ key, name, hasEnded, isInfrastructure }: Talker): string {
  const notes = [...(hasEnded === true ? ["gone"] : []), ...(isInfrastructure === true ? ["infrastructure"] : [])];
  return `${name === undefined ? key : `${key} ${name}`}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
}
