import { durationText } from "../../model/duration-text.ts";
import { cutEnd, screenText } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import type { TopState } from "./top-state.ts";

/** What a reader of the figures has to know, one line each; what the table itself lacks is said in its place. */
export function remarkLines(state: TopState): readonly StyledLine[] {
  const remarks = remarksOf(state);
  const shown =
    remarks.length > mostRemarks ? [...remarks.slice(0, mostRemarks - 1), `and ${remarks.length - mostRemarks + 1} more remarks`] : remarks;
  return shown.map((remark) => [{ text: cutEnd(`! ${screenText(remark, state.characters)}`, state.size.columns), style: "warning" }]);
}

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
