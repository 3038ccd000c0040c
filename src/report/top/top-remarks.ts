import { durationText } from "../../model/duration-text.ts";
import { cutEnd, screenText } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import type { TopState } from "./top-state.ts";
import { viewId } from "./top-view.ts";

/** What a reader of the figures has to know, one line each; what the table itself lacks is said in its place. */
export function remarkLines(state: TopState): readonly StyledLine[] {
  const because = new Set(whyNotListed(state).map((reason) => tableRemark + reason));
  const remarks = remarksOf(state).filter((remark) => !because.has(remark));
  const shown =
    remarks.length > mostRemarks ? [...remarks.slice(0, mostRemarks - 1), `and ${remarks.length - mostRemarks + 1} more remarks`] : remarks;
  return shown.map((remark) => [{ text: cutEnd(`! ${screenText(remark, state.characters)}`, state.size.columns), style: "warning" }]);
}

/** Why there are no groups at all, which is said in their place. */
export function whyNotListed({ table, view }: TopState): readonly string[] {
  if (table?.viewId !== viewId(view) || table.sample.traffic !== undefined) return [];
  return table.sample.remarks.flatMap((remark) => (remark.startsWith(tableRemark) ? [remark.slice(tableRemark.length)] : []));
}

/** How remarks on the walk begin. */
const tableRemark = "table: ";

export function remarksOf({ series, failure }: TopState): readonly string[] {
  const { last, clockStepSeconds } = series;
  return [
    ...(failure === undefined || last === undefined ? [] : [`no sample: ${failure}`]),
    ...(clockStepSeconds === undefined
      ? []
      : [
          `the wall clock was set ${durationText(Math.abs(clockStepSeconds))} ${clockStepSeconds < 0 ? "back" : "ahead"}; rates go by one that does not jump`,
        ]),
    ...(last?.remarks ?? []),
  ];
}

const mostRemarks = 3;
