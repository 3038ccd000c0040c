import type { AddressClaim } from "../model/address-owners.ts";
import { durationText } from "../model/duration-text.ts";
import type { Neighbours } from "../model/node-snapshot.ts";
import { ownerText } from "../model/owner.ts";
import type { TopItem } from "../model/table-composition.ts";
import { defineCheck, type SignalDraft } from "./check.ts";
import { percentText } from "./table-weight.ts";

export const staleEndpoints = defineCheck({
  id: "stale-endpoints",
  title: "Stale endpoints",
  says: "Which endpoints of services (the source of the reply) have entries that were never answered, and do not answer ARP on a network of this node or had a pod that has ended.",
  why: "Entries that were translated to a pod that is gone go on sending new packets of the same connection there: UDP clients such as DNS resolvers never recover until the entry times out.",
  doesNotMean:
    "An endpoint that does not answer may be slow, or refuse by a policy. One on another node, or on a network that this node routes to, has no ARP entry here: it is judged only where names of pods tell whose the address was; and where those are only of this node's own pods, as an agent has them, only within the range of addresses that the cluster gave to the node.",
  nextCommand: "ullage analyze --by endpoint",
  needs: ["tableComposition"],
  uses: ["neighbours", "addressOwners"],
  cost: "dump",
  judges: "state",
  levels: {
    notice: "There is such an endpoint.",
    warning: "The entries of such an endpoint are warningShare of the table or more.",
  },
  thresholds: {
    minimumEntries: { default: 20, unit: "count", source: "chosen: fewer are left over from any pod that ends" },
    unansweredShare: { default: 0.5, unit: "ratio", source: "chosen: most of the endpoint's entries" },
    warningShare: { default: 0.05, unit: "ratio", source: "chosen: a part of the table that is worth freeing" },
  },
  evaluate({ now, takenAtMs }, { minimumEntries, unansweredShare, warningShare }) {
    const { total, top } = now.tableComposition.value;
    const owners = now.addressOwners?.value;
    const setting = {
      incomplete: incompleteOf(now.neighbours?.value),
      claims: owners?.claims ?? [],
      isOfOwnNodeOnly: owners?.isOfOwnNodeOnly === true,
      takenAtMs,
    };
    const suspects = top.endpoints.items
      .filter(
        ({ entries, kinds }) =>
          entries >= minimumEntries &&
          kinds !== undefined &&
          kinds.unreplied >= entries * unansweredShare &&
          kinds.destinationNat >= entries * unansweredShare,
      )
      .map((item) => ({ item, fate: fateOf(item.key, setting) }));
    const drafts = suspects.flatMap(({ item, fate }): readonly SignalDraft[] => {
      if (fate.kind === "runs") return [];
      if (fate.kind === "unknown")
        return [{ level: "not-evaluated", because: `${item.entries} entries, ${unanswered(item)}; ${fate.because}`, subject: item.key }];
      const named = fate.name === undefined ? item.key : `${item.key} (${fate.name})`;
      return [
        {
          level: item.share >= warningShare ? "warning" : "notice",
          text: `Stale endpoints: ${named} has ${item.entries} of ${total} entries (${percentText(item.share)}), ${unanswered(item)}, and ${fate.because}`,
          subject: item.key,
          value: item.entries,
          limit: total,
        },
      ];
    });
    if (drafts.length > 0) return drafts;
    const running = suspects.flatMap(({ item, fate }) => (fate.kind === "runs" ? [`${fate.name} at ${item.key} runs`] : []));
    const text = `Stale endpoints: none${running.length === 0 ? "" : `; ${running.join(", ")} and does not answer`}`;
    return [{ level: "ok", text, value: 0, limit: total }];
  },
});

/** Whether an endpoint that does not answer is gone, by whoever can tell. */
type Fate =
  | { readonly kind: "gone"; readonly name?: string; readonly because: string }
  | { readonly kind: "runs"; readonly name: string }
  | { readonly kind: "unknown"; readonly because: string };

interface FateSetting {
  /** Undefined where the neighbours could not be read. */
  readonly incomplete: ReadonlySet<string> | undefined;
  readonly claims: readonly AddressClaim[];
  /** Names tell of the pods of this node alone. */
  readonly isOfOwnNodeOnly: boolean;
  readonly takenAtMs: number;
}

/**
 * Whose the address was and is: pods that ended leave their claim behind, so that only an address that was seen in use before is called stale. One that nobody
 * has ever claimed may be anything.
 */
function fateOf(address: string, { incomplete, claims, isOfOwnNodeOnly, takenAtMs }: FateSetting): Fate {
  const own = claims.filter((claim) => claim.address === address);
  const present = own.find(({ untilMs }) => untilMs === undefined || untilMs > takenAtMs);
  const [last] = own.toSorted((one, other) => (other.untilMs ?? 0) - (one.untilMs ?? 0));
  const name = present ?? last;
  const named = name === undefined ? {} : { name: ownerText(name.owner) };
  const isSilent = incomplete?.has(address) === true;
  if (isOfOwnNodeOnly && present === undefined && (last === undefined || last.mayBeElsewhere === true))
    return { kind: "unknown", because: elsewhere(isSilent, named.name) };
  if (isSilent) return { kind: "gone", ...named, because: "does not answer ARP" };
  if (present !== undefined) return { kind: "runs", name: ownerText(present.owner) };
  if (last?.untilMs !== undefined)
    return { kind: "gone", ...named, because: `has ended ${durationText((takenAtMs - last.untilMs) / 1000)} ago` };
  const where = "it is on another node or behind a route, so whether it is gone cannot be seen from here";
  return { kind: "unknown", because: incomplete === undefined ? "neighbours could not be read, and nobody knows whose it is" : where };
}

/** An address is given to another pod, on whichever node, when the one before is gone: this node's pods say nothing of it. */
function elsewhere(isSilent: boolean, name: string | undefined): string {
  const whose = name === undefined ? "is of no pod that was seen on this one" : `is of no range of this one, although ${name} had it here`;
  return `the reply source is on another node: its address ${whose}${isSilent ? " and does not answer ARP here" : ""}; whether it is gone can be told by who watches endpoints (ullage agent --watch-endpoints)`;
}

function incompleteOf(neighbours: Neighbours | undefined): ReadonlySet<string> | undefined {
  return neighbours === undefined ? undefined : new Set(neighbours.incomplete);
}

function unanswered({ kinds }: TopItem): string {
  return `${kinds?.unreplied ?? 0} of them translated to it and never answered`;
}
