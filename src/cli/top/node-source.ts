import { PartMissing } from "../../collectors/collector.ts";
import { measureBirths } from "../../collectors/event-burst.ts";
import { TableSampler } from "../../collectors/table-sampler.ts";
import { compileFlowFilter, type FlowPredicate } from "../../flows/flow-filter.ts";
import { parseFlowFilter } from "../../flows/parse-flow-filter.ts";
import { type GroupFilterNames, groupFilter } from "../../flows/traffic/group-filter.ts";
import type { TableSample } from "../../model/table-sample.ts";
import { type TopView, viewId, wholeTable } from "../../report/top/top-view.ts";
import type { NameSource } from "../../sources/name-source.ts";
import { nodeNameOf } from "../../sources/node-name.ts";
import type { Sources } from "../../sources/sources.ts";
import { eventsError } from "../events-error.ts";
import { SampleMissing, type TakenSample, type TopSource } from "./top-source.ts";

export interface NodeSourceOptions {
  /** Groups in each dimension. */
  readonly topGroups: number;
}

/** The table of this very node, counted as it is asked for. */
export function openNodeSource(sources: Sources, names: NameSource, { topGroups }: NodeSourceOptions): TopSource {
  let view = wholeTable;
  const sampler = new TableSampler(sources, {
    names: () => names.current(),
    filterOf: (known) => viewFilter(view, known),
    topGroups,
    difference: true,
  });
  return {
    facts: { node: nodeNameOf(sources.proc) },
    answersViews: true,
    async next(wanted, signal): Promise<TakenSample> {
      if (viewId(wanted) !== viewId(view)) sampler.forgetWalk();
      view = wanted;
      const startedMs = sources.clock.monotonicMs();
      const sample = await takeSample(sampler, signal);
      const remarks = [...names.remarks(), ...sample.remarks];
      return { sample: { ...sample, remarks }, viewId: viewId(wanted), sampleMs: sources.clock.monotonicMs() - startedMs };
    },
    async countBirths(wanted, seconds, signal) {
      const owners = sampler.owners();
      // A birth is of the moment it is told in: no timeout is needed to tell when that was.
      const names = { timeouts: {}, nowMs: sources.clock.nowMs(), ...(owners === undefined ? {} : { owners }) };
      const filter = viewFilter(wanted, names);
      try {
        return await measureBirths(sources, {
          ...{ seconds, topGroups, signal },
          ...(owners === undefined ? {} : { owners }),
          ...(filter === undefined ? {} : { filter }),
        });
      } catch (error) {
        const known = eventsError(error);
        throw known === undefined ? error : new SampleMissing(known.message, { cause: known });
      }
    },
    async close() {
      await Promise.all([names.close(), sources.conntrack.close()]);
    },
  };
}

async function takeSample(sampler: TableSampler, signal: AbortSignal): Promise<TableSample> {
  try {
    return await sampler.sample(signal);
  } catch (error) {
    throw error instanceof PartMissing ? new SampleMissing(error.message, { cause: error }) : error;
  }
}

/** Undefined when everything is counted. */
function viewFilter({ groups, conditions }: TopView, names: GroupFilterNames): FlowPredicate | undefined {
  const parsed = parseFlowFilter(conditions);
  if (!parsed.ok) throw new Error(`conditions that were not looked at: ${parsed.because}`);
  const wanted = compileFlowFilter(parsed.filter);
  const filters = groups.map(({ dimension, key }) => groupFilter(dimension, key, names));
  const all = wanted === undefined ? filters : [wanted, ...filters];
  return all.length === 0 ? undefined : (batch, row) => all.every((holds) => holds(batch, row));
}
