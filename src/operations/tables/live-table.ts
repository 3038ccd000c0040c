import { roomToGrow } from "../../collectors/room-to-grow.ts";
import { readConntrackSysctls } from "../../collectors/settings.ts";
import { conntrackSysctls, readSysctlNumberIfPresent } from "../../collectors/sysctl-files.ts";
import { remarksOnWalk, walkCappedBy, walkLimits } from "../../collectors/walk-outcome.ts";
import { type ConntrackTimeouts, timeoutsFromSysctls } from "../../model/conntrack-timeouts.ts";
import { countText } from "../../report/figures.ts";
import type { Sources } from "../../sources/sources.ts";
import { liveTableError } from "./live-table-error.ts";
import type { TableToWalk } from "./table-to-walk.ts";

/**
 * This node's table. The kernel could leave out other addresses itself (CTA_FILTER), but its comparison of IPv6 addresses is the wrong way round in Linux 6.1 and
 * 6.18 (ctnetlink_filter_match_tuple), so every entry is looked at here.
 */
export function liveTableToWalk(sources: Sources): TableToWalk {
  const { proc, clock, conntrack } = sources;
  const timeouts = readTimeouts(sources);
  const expected = readSysctlNumberIfPresent(proc, `${conntrackSysctls}/nf_conntrack_count`);
  return {
    takenAtMs: clock.nowMs(),
    timeouts,
    areTimeoutsTold: true,
    ...(expected === undefined ? {} : { expectedEntries: expected * roomToGrow }),
    async walk({ take }, { signal, onProgress }) {
      const limits = walkLimits({});
      try {
        const outcome = await conntrack.dump(
          {
            ...limits,
            signal,
            ...(onProgress === undefined
              ? {}
              : { onProgress: (entries: number) => onProgress(entries, expected, `${countText(entries)} entries`) }),
          },
          take,
        );
        const capped = walkCappedBy(outcome, limits);
        return {
          source: "ctnetlink dump",
          ...(capped === undefined ? {} : { capped }),
          malformed: outcome.malformedCount,
          remarks: remarksOnWalk(outcome),
        };
      } catch (error) {
        throw liveTableError(error) ?? error;
      }
    },
    close: () => conntrack.close(),
  };
}

function readTimeouts({ proc }: Sources): ConntrackTimeouts {
  try {
    return timeoutsFromSysctls(readConntrackSysctls(proc));
  } catch (error) {
    throw liveTableError(error) ?? error;
  }
}
