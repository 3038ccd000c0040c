import type { TrafficGroup } from "../../model/table-traffic.ts";
import { topColumns } from "./top-columns.ts";
import type { TopState } from "./top-state.ts";
import { viewId } from "./top-view.ts";

/** The groups of the table in the order of the screen. */
export function topRows(state: TopState): readonly TrafficGroup[] {
  const { table, dimension, sort, nameFilter, rowLimit } = state;
  const traffic = table?.viewId === viewId(state.view) ? table.sample.traffic : undefined;
  if (traffic === undefined) return [];
  const wanted = nameFilter.toLowerCase();
  const groups = traffic.by[dimension].groups.filter(({ key }) => wanted === "" || key.toLowerCase().includes(wanted));
  const figure = topColumns.find(({ id }) => id === sort.column)?.figure;
  const byName = (left: TrafficGroup, right: TrafficGroup) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0);
  const compare = (left: TrafficGroup, right: TrafficGroup) => {
    if (figure === undefined) return byName(left, right) * direction;
    const [leftFigure, rightFigure] = [figure(left), figure(right)];
    if (leftFigure === rightFigure) return byName(left, right);
    if (leftFigure === undefined) return 1;
    if (rightFigure === undefined) return -1;
    return (rightFigure - leftFigure) * direction;
  };
  const direction = sort.isReversed ? -1 : 1;
  return groups.sort(compare).slice(0, rowLimit ?? groups.length);
}
