import { realpathSync } from "node:fs";
import { basename } from "node:path";
import { isTableWalked } from "../../analysis/occupancy/steady-state.ts";
import { agentSnapshotSchema } from "../../contract/agent-snapshot.ts";
import { topFrameSchema } from "../../contract/top-frame.ts";
import { durationText } from "../../model/duration-text.ts";
import { isoTime } from "../../model/iso-time.ts";
import { presentValue } from "../../model/reading.ts";
import { SharedAnswer } from "../../platform/shared-answer.ts";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { forecastOfFinite } from "../../report/finite-forecast.ts";
import type { TableForecast } from "../../report/forecast-report.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import { type TalkerList, tableTalkers, trafficOfTalkers } from "../../report/table-talkers.ts";
import { AgentFailure } from "../../sources/agents/agent-failure.ts";
import { readAnswer } from "../agents/read-answer.ts";
import type { ShelvedBundle } from "../bundle-shelf/bundle-shelf.ts";
import type { AgentNodeOptions } from "./agent-node-options.ts";
import { bundleTable } from "./bundle-table.ts";
import { collectAgent } from "./collect-agent.ts";
import type { FleetNode } from "./fleet.ts";
import type { NodeTable, TableAnswer } from "./node-table.ts";
import { isOfNode } from "./stand-in.ts";

export interface AgentTableOptions extends AgentNodeOptions {
  readonly orBundle: <T>(signal: AbortSignal, live: () => Promise<T>, saved: (node: FleetNode) => Promise<T>) => Promise<T>;
}

/** A bundle that is no older is asked again, instead of having the node walk its table for each question. */
const freshMs = 60_000;
/** Between its two samples, so that it can be diagnosed as well. */
const bundleWindowSeconds = 2;
/** More states than there are. */
const everyState = 100;

/**
 * Who has the entries and when the table is full an agent knows at any time. Single entries it does not give: for those it makes a bundle, which is kept on the
 * shelf and asked.
 */
export function agentTable(options: AgentTableOptions): NodeTable {
  const { agent, deadlineMs, orBundle, shelf, counted, clock } = options;
  const live = { isLive: true, remarks: [] } as const;
  const fresh = new SharedAnswer({ find: (signal) => freshBundle(options, signal), keepMs: 0, clock });
  const ask = (path: string, signal: AbortSignal) => agent.ask(path, { deadlineMs, signal });
  const frameOf = async (by: string, limit: number, signal: AbortSignal) =>
    readAnswer(topFrameSchema, await ask(`/v1/top?${new URLSearchParams({ by, limit: String(limit) })}`, signal));

  const askBundle = <T>(signal: AbortSignal, question: (table: NodeTable) => Promise<TableAnswer<T>>): Promise<TableAnswer<T>> =>
    orBundle(
      signal,
      async () => {
        const { bundle, remark } = await fresh.get(signal);
        return question(bundleTable({ bundle, shelf, counted, remarks: [harmlessText(remark)] }));
      },
      (node) => question(node.table),
    );

  return {
    top: ({ by, limit }, signal) =>
      orBundle(
        signal,
        async (): Promise<TableAnswer<TalkerList>> => {
          const dimension = trafficOfTalkers[by];
          const [frame, snapshot] = await Promise.all([
            frameOf(dimension ?? "state", limit, signal),
            ask("/v1/snapshot", signal).then((answer) => readAnswer(agentSnapshotSchema, answer)),
          ]);
          const { tableComposition, addressOwners } = snapshot.parts;
          const composition = presentValue(tableComposition);
          const owners = presentValue(addressOwners);
          const { count, max, traffic } = frame;
          const found = tableTalkers(
            {
              takenAtMs: Date.parse(frame.takenAt),
              usage: { count, max },
              ...(composition === undefined ? {} : { composition }),
              ...(owners === undefined ? {} : { owners }),
              ...(traffic === null
                ? {}
                : {
                    counted: {
                      total: traffic.total,
                      ...(dimension === undefined ? {} : { breakdown: traffic }),
                      ...(traffic.births === null ? {} : { births: traffic.births }),
                    },
                  }),
            },
            by,
            limit,
          );
          const remarks = frame.remarks.map(harmlessText);
          return found === undefined
            ? { status: "missing", because: remarks[0] ?? "the agent has not walked its table yet", ...live }
            : { status: "answered", value: found, ...live, remarks };
        },
        (node) => node.table.top({ by, limit }, signal),
      ),

    forecast: (signal) =>
      orBundle(
        signal,
        async (): Promise<TableAnswer<TableForecast>> => {
          const { takenAt, count, max, forecast, traffic, remarks } = await frameOf("state", everyState, signal);
          const steady = traffic === null || !isTableWalked(traffic.total, count) ? undefined : steadyStateOf(traffic);
          const { samples, overSeconds } = forecast;
          const value = {
            ...{ takenAtMs: Date.parse(takenAt), count, max, forecast: forecastOfFinite(forecast) },
            ...(steady === undefined ? {} : { steadyStateEntries: steady }),
            restsOn: `the counts of the agent: ${samples} within ${durationText(overSeconds)}, between its walks of the table`,
          };
          return { status: "answered", value, ...live, remarks: remarks.map(harmlessText) };
        },
        (node) => node.table.forecast(signal),
      ),

    find: (question, signal) => askBundle(signal, (table) => table.find(question, signal)),
    plan: (scenario, signal) => askBundle(signal, (table) => table.plan(scenario, signal)),
  };

  async function freshBundle(
    { facts: node, ...rest }: AgentTableOptions,
    signal: AbortSignal,
  ): Promise<{ readonly bundle: ShelvedBundle; readonly remark: string }> {
    const { bundles } = await rest.shelf.list(signal);
    const newest = bundles.find((bundle) => isOfNode(bundle, node) && !bundle.isRedacted);
    const { directory } = rest.shelf;
    if (newest !== undefined) {
      const ageMs = Math.abs(rest.clock.nowMs() - newest.collectedAtMs);
      const remark = `answered from the bundle ${newest.id} of ${isoTime(newest.collectedAtMs)}`;
      if (ageMs <= freshMs) return { bundle: newest, remark };
      if (directory === undefined)
        return { bundle: newest, remark: `${remark}: there is no directory that a newer one may be written into` };
    }
    if (directory === undefined)
      throw new ToolFailure(
        "not-available",
        `${harmlessText(node.name)}: an agent gives single entries in a bundle alone, and there is no directory to write one into`,
        {
          next: "An operator has to start the server with a directory for bundles; top_talkers and forecast work without one.",
        },
      );
    const { path } = await collectAgent(rest, { directory, windowSeconds: bundleWindowSeconds, onProgress: () => {} }, signal);
    const after = await rest.shelf.list(signal);
    const bundle = after.bundles.find((candidate) => isSameFile(candidate.path, path));
    if (bundle === undefined) throw new AgentFailure("not-understood", "the bundle that it gave cannot be read");
    return { bundle, remark: `answered from the bundle ${bundle.id}, which its agent made for this question` };
  }
}

/** A folder of bundles may be reached through a link. */
function isSameFile(one: string, other: string): boolean {
  return basename(one) === basename(other) && realpathSync(one) === realpathSync(other);
}

/** By Little's law, summed over the states; what does not stay for a fixed time is as it is counted. Undefined where no age could be told. */
function steadyStateOf({ total, groups }: { readonly total: number; readonly groups: readonly StateGroup[] }): number | undefined {
  const told = groups.filter(({ occupancy }) => occupancy !== undefined);
  const known = told.reduce((sum, { entries }) => sum + entries, 0);
  if (total === 0 || known < total * leastKnownShare) return undefined;
  return told.flatMap(({ occupancy = [] }) => occupancy).reduce((sum, { entries, predicted }) => sum + (predicted?.estimate ?? entries), 0);
}

interface StateGroup {
  readonly entries: number;
  readonly occupancy?: readonly { readonly entries: number; readonly predicted?: { readonly estimate: number } }[];
}

/** As for a table that is walked here (src/analysis/occupancy/steady-state.ts). */
const leastKnownShare = 0.95;
