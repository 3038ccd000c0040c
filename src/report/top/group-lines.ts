import { groupFacts } from "./group-facts.ts";
import { cutEnd } from "./screen-text.ts";
import type { StyledLine } from "./styled-line.ts";
import type { TopState } from "./top-state.ts";

/** What a recording has to show inside of a row: all that its table tells of it. */
export function groupLines(state: TopState): readonly StyledLine[] {
  const { view, outer, series, source, size } = state;
  const [group, ...deeper] = view.groups;
  const traffic = series.last?.traffic;
  if (source.recording === undefined || group === undefined || deeper.length > 0 || traffic === undefined) return [];
  const found = traffic.by[group.dimension].groups.find(({ key }) => key === group.key);
  if (found === undefined) return [[], [{ text: cutEnd("  It is not in the table.", size.columns) }]];
  return [[], ...groupFacts(state, found, outer[0]?.trails[group.dimension].get(group.key) ?? [])];
}
