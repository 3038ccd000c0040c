import type { FlowPredicate } from "../../flows/flow-filter.ts";
import { answeredByWorkload, type GroupFilterNames, groupFilter } from "../../flows/traffic/group-filter.ts";
import { portOffset, portsPerRow } from "../../model/flow-batch.ts";
import { ipProtocol } from "../../model/ip-protocol.ts";
import { type Scenario, takesEntriesOut, type UntrackedPort } from "./scenario.ts";

/**
 * The entries that stay when a scenario has taken out its own: what goes to an untracked port, and what a removed workload is client or server of. Each entry is
 * asked by itself, so that one that is both is taken out once. Undefined where nothing is taken out.
 */
export function keptEntries(scenario: Scenario, names: GroupFilterNames): FlowPredicate | undefined {
  if (!takesEntriesOut(scenario)) return undefined;
  const { untrack = [], remove = [] } = scenario;
  const takenOut = [
    ...(untrack.length === 0 ? [] : [untrackedFilter(untrack)]),
    ...remove.flatMap((workload) => [groupFilter("workload", workload, names), answeredByWorkload(workload, names)]),
  ];
  return (batch, row) => !takenOut.some((isTakenOut) => isTakenOut(batch, row));
}

/** By the port that the client asked for: a raw rule sees a packet before it is translated. */
function untrackedFilter(ports: readonly UntrackedPort[]): FlowPredicate {
  const keys = new Set(ports.map(({ protocol, port }) => ipProtocol[protocol] * 65_536 + port));
  return ({ protocol, ports }, row) => keys.has(protocol[row]! * 65_536 + ports[row * portsPerRow + portOffset.originalDestination]!);
}
