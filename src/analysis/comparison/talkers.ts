import type { Difference, DifferenceTopic } from "../../model/difference.ts";
import type { TableComposition, TopItem, TopList } from "../../model/table-composition.ts";
import { comparisonThresholds, weightOfFactor, weightOfShares } from "./comparison-thresholds.ts";
import { moreAt, moreEntriesAt, type Portion, shareDifference } from "./figure-differences.ts";
import type { ComparisonRelation, NotComparable } from "./part-comparison.ts";

interface Talker {
  readonly topic: DifferenceTopic;
  readonly list: keyof TableComposition["top"];
  readonly name: string;
  /** Whether it is an address that only this node gives out, as the clients of a node are its own pods. */
  readonly isOfNode: boolean;
  readonly isAddress: boolean;
}

const talkers: readonly Talker[] = [
  { topic: "source", list: "sources", name: "client", isOfNode: true, isAddress: true },
  { topic: "destination", list: "destinations", name: "destination", isOfNode: false, isAddress: true },
  { topic: "port", list: "ports", name: "port", isOfNode: false, isAddress: false },
  { topic: "endpoint", list: "endpoints", name: "endpoint", isOfNode: false, isAddress: true },
];

/** Who appeared, grew, shrank or went. */
export function talkerDifferences(
  before: TableComposition,
  after: TableComposition,
  { nodes, hasCommonAddresses }: ComparisonRelation,
): { readonly differences: readonly Difference[]; readonly notComparable: readonly Omit<NotComparable, "part">[] } {
  const comparable = talkers.filter(
    ({ isOfNode, isAddress }) => (hasCommonAddresses || !isAddress) && !(isOfNode && nodes === "two-nodes"),
  );
  const left = talkers.filter((talker) => !comparable.includes(talker));
  return {
    differences: [
      ...comparable.flatMap((talker) => movedItems(talker, before, after)),
      ...(hasCommonAddresses ? unrepliedEndpoints(before, after) : []),
    ],
    notComparable: left.map(({ name }) => ({
      what: `each ${name}`,
      side: "both",
      because: hasCommonAddresses ? "the pods of two nodes have different addresses" : "addresses were replaced when a bundle was made",
    })),
  };
}

/** How much of the table its largest client has, whoever that is: what two nodes without a common client can be compared by. */
export function clientShareDifference(before: TableComposition, after: TableComposition): readonly Difference[] {
  const [left, right] = [before.top.sources.items[0], after.top.sources.items[0]];
  if (left === undefined || right === undefined) return [];
  return shareDifference(
    {
      ...{ topic: "largest-client-share", area: "talkers", what: "largest client, of all entries" },
      note: left.key === right.key ? `${left.key} at both` : `${left.key} at A, ${right.key} at B`,
    },
    { entries: left.entries, of: before.total },
    { entries: right.entries, of: after.total },
  );
}

function movedItems({ topic, list, name }: Talker, before: TableComposition, after: TableComposition): readonly Difference[] {
  const unlisted = { before: mostOfUnlisted(before.top[list]), after: mostOfUnlisted(after.top[list]) };
  const leftByKey = itemsByKey(before.top[list]);
  const rightByKey = itemsByKey(after.top[list]);
  const comparesAmounts = !isSample(before) && !isSample(after);
  const moved = [...new Set([...leftByKey.keys(), ...rightByKey.keys()])].flatMap((key) => {
    const [was, is] = [leftByKey.get(key), rightByKey.get(key)];
    // What is not among the most frequent may have any number of entries up to the last one's: the smallest move that fits is taken.
    const first: Portion = { entries: was?.entries ?? Math.min(unlisted.before, is?.entries ?? 0), of: before.total };
    const second: Portion = { entries: is?.entries ?? Math.min(unlisted.after, was?.entries ?? 0), of: after.total };
    const isOnlyDiluted = comparesAmounts && weightOfFactor(first.entries, second.entries) === undefined;
    const move = moveOf(first, second);
    const weight = weightOfShares(0, move);
    if (weight === undefined || isOnlyDiluted) return [];
    const bound = was === undefined ? unlisted.before : is === undefined ? unlisted.after : 0;
    const item: Difference = {
      ...{ topic, area: "talkers", what: `${name} ${key}`, subject: key, unit: "share", weight },
      before: was === undefined ? null : was.entries / before.total,
      after: is === undefined ? null : is.entries / after.total,
      ...(was === undefined ? {} : { entriesBefore: was.entries }),
      ...(is === undefined ? {} : { entriesAfter: is.entries }),
      ...moreEntriesAt(first, second),
      ...(bound === 0
        ? {}
        : { note: `at most ${bound} entries at ${was === undefined ? "A" : "B"}, where it is not among the most frequent` }),
    };
    return [{ item, move }];
  });
  return moved
    .toSorted((left, right) => right.move - left.move)
    .slice(0, comparisonThresholds.longestList)
    .map(({ item }) => item);
}

/** A client may keep its share while the table fills, and then fills it: the move is that of its share or of its entries against the larger table. */
function moveOf(before: Portion, after: Portion): number {
  const hasShares = Math.min(before.of, after.of) >= comparisonThresholds.leastEntries;
  const ofShare = hasShares ? Math.abs(after.entries / after.of - before.entries / before.of) : 0;
  const whole = Math.max(before.of, after.of);
  const ofEntries = whole < comparisonThresholds.leastEntries ? 0 : Math.abs(after.entries - before.entries) / whole;
  return Math.max(ofShare, ofEntries);
}

export function isSample({ capped, filteredOut }: TableComposition): boolean {
  return capped !== undefined || filteredOut > 0;
}

function itemsByKey({ items }: TopList): ReadonlyMap<string, TopItem> {
  return new Map(items.map((item) => [item.key, item]));
}

/** What a key that the list does not name may have at most; 0 where the list names all. */
function mostOfUnlisted({ items, distinct, errorBound }: TopList): number {
  return items.length >= distinct ? 0 : (items.at(-1)?.entries ?? 0) + errorBound;
}

/** Half of an endpoint's entries, and ten of them: chosen so that one lost packet is no finding. */
const unrepliedShare = 0.5;
const leastUnreplied = 10;

/** Only those reached through a service: a host that was addressed directly and is silent is no endpoint that was replaced. */
function unrepliedEndpoints(before: TableComposition, after: TableComposition): readonly Difference[] {
  const [left, right] = [itemsByKey(before.top.endpoints), itemsByKey(after.top.endpoints)];
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys
    .flatMap((key): readonly Difference[] => {
      const [was, is] = [unreplied(left.get(key)), unreplied(right.get(key))];
      if (was === is) return [];
      const share = Math.abs((was ?? 0) - (is ?? 0)) / Math.max(before.total, after.total);
      return [
        {
          ...{ topic: "endpoint-unreplied", area: "talkers", subject: key, unit: "entries" },
          what: `entries behind a service that endpoint ${key} does not answer`,
          before: was,
          after: is,
          weight: weightOfShares(0, share) === undefined ? "notable" : "large",
          ...moreAt(was ?? 0, is ?? 0),
        },
      ];
    })
    .slice(0, comparisonThresholds.longestList);
}

/** How many entries the endpoint leaves unanswered where that is most of what it gets through services; null where it answers. */
function unreplied(item: TopItem | undefined): number | null {
  if (item?.kinds === undefined) return null;
  const { unreplied: entries, destinationNat } = item.kinds;
  const isSilent = entries >= leastUnreplied && entries >= item.entries * unrepliedShare && destinationNat >= item.entries * unrepliedShare;
  return isSilent ? entries : null;
}
