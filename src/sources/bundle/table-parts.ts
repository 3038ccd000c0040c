import type { TableUsage } from "../../model/node-snapshot.ts";
import type { Reading } from "../../model/reading.ts";
import type { TableComposition } from "../../model/table-composition.ts";
import { decimalNumber } from "../../wire/procfs/number-text.ts";
import type { CountedTable } from "../table-counting.ts";
import type { BundleFacts, TableFile } from "./bundle-facts.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import type { PartDrafts } from "./part-draft.ts";

const sysctlPrefix = "net.netfilter.nf_conntrack_";

function sysctlOf(facts: BundleFacts, name: string) {
  const said = facts.sysctls.get(`${sysctlPrefix}${name}`) ?? (name === "max" ? facts.sysctls.get("net.nf_conntrack_max") : undefined);
  const value = said === undefined ? undefined : decimalNumber(said.value);
  return said === undefined || value === undefined || value < 0 ? undefined : { value, path: said.path };
}

export function tableUsagePart(
  facts: BundleFacts,
  composition: Reading<TableComposition>,
  layout: BundleLayout,
  drafts: PartDrafts,
): Reading<TableUsage> {
  const buckets = sysctlOf(facts, "buckets");
  const expectMax = sysctlOf(facts, "expect_max");
  const rest = {
    ...(buckets === undefined ? {} : { buckets: buckets.value }),
    ...(expectMax === undefined ? {} : { expectMax: expectMax.value }),
  };
  const pair = facts.countOfMax;
  if (pair !== undefined) {
    return drafts.present({ ...pair.value, ...rest }, [pair.path], remarksOnPair(pair.value.count, layout));
  }
  const count = sysctlOf(facts, "count");
  const max = sysctlOf(facts, "max");
  if (count !== undefined && max !== undefined)
    return drafts.present({ count: count.value, max: max.value, ...rest }, [count.path, max.path]);
  const wanted = "nf_conntrack_count and nf_conntrack_max (sysctl -a)";
  if (composition.status !== "present") return drafts.missing(wanted);
  const { total, capped } = composition.value;
  if (max === undefined) {
    const held = capped === undefined ? `a table of ${total} entries` : `a part of the table (${total} entries)`;
    return drafts.missing(wanted, `the bundle has ${held} but no nf_conntrack_max, so nobody can say how full it is`);
  }
  if (capped !== undefined) {
    return drafts.missing(wanted, `the bundle has no nf_conntrack_count, and its table cannot be counted instead: ${capped.because}`);
  }
  return drafts.present(
    { count: total, max: max.value, ...rest },
    [composition.source, max.path],
    ["the number of entries was counted in the saved table, which under churn has some 10 % fewer than the kernel counts"],
  );
}

/** The toolkit reads /proc of the machine that it runs on, which is the node only when it runs there, and writes 0 for what it could not read. */
function remarksOnPair(count: number, layout: BundleLayout): string[] {
  if (layout !== "sgfp") return [];
  return [
    "the toolkit reads /proc of the machine it runs on: if that was a Linux workstation, this is its table and not the node's",
    ...(count === 0 ? ["the toolkit writes 0 also when it could not read the number"] : []),
  ];
}

export function tableCompositionPart(
  facts: BundleFacts,
  countedTable: CountedTable | undefined,
  layout: BundleLayout,
  drafts: PartDrafts,
): Reading<TableComposition> {
  const wanted = "conntrack -L or /proc/net/nf_conntrack";
  const { tables } = facts;
  if (tables.length === 0) return drafts.missing(wanted);
  if (tables.every(({ summary }) => summary.entries === 0)) {
    return drafts.missing(wanted, `${tables.map(({ path }) => path).join(", ")} holds no entry of the table`);
  }
  if (countedTable === undefined) return drafts.missing(wanted);
  const { table: composition, remarks } = countedTable;
  const counted = facts.countOfMax?.value.count ?? sysctlOf(facts, "count")?.value;
  const capped = composition.capped ?? cappedBy(tables, composition.total, counted, layout);
  return drafts.present(
    capped === undefined ? composition : { ...composition, capped },
    tables.map(({ path }) => path),
    [...remarks, ...remarksOn(tables, composition, counted, capped !== undefined)],
  );
}

function cappedBy(
  tables: readonly TableFile[],
  total: number,
  counted: number | undefined,
  layout: BundleLayout,
): TableComposition["capped"] {
  const isWhole = counted !== undefined && total >= counted * 0.9;
  const lines = Math.max(...tables.map(({ summary }) => summary.lines));
  if (layout === "sgfp" && !isWhole) {
    // conntrack(8): -n is --src-nat, a filter. Tried with 1.4.7: of two entries, -L -n lists the one with source NAT.
    const isFiltered = tables.some(({ summary }) => summary.format.startsWith("conntrack -L"));
    const filter = isFiltered ? ", and `conntrack -L -n` lists only entries with source NAT" : "";
    if (lines >= sgfpTableLines)
      return { by: "entries", because: `the collector saves the first ${sgfpTableLines} lines only${filter}: this is a sample` };
    if (isFiltered)
      return { by: "entries", because: "the collector asks `conntrack -L -n`, which lists only entries with source NAT: this is a sample" };
  }
  const cut = tables.find(({ summary }) => summary.malformed.some(({ because }) => because.startsWith("the text ends inside this line")));
  if (cut === undefined) return undefined;
  const because = layout === "eks-log-collector" ? "; the collector stops conntrack after 75 s" : "";
  return { by: "time", because: `${cut.path} ends inside an entry, so the rest of the table is missing${because}` };
}

const sgfpTableLines = 1000;

function remarksOn(
  tables: readonly TableFile[],
  { total, duplicates }: TableComposition,
  counted: number | undefined,
  isCapped: boolean,
): string[] {
  const unknown = tables.reduce((sum, { summary }) => sum + summary.unknownTokens, 0);
  return [
    ...(tables.length > 1 && duplicates > 0 ? [`${duplicates} entries stand in more than one of the files and were counted once`] : []),
    ...(unknown > 0 ? [`${unknown} words of the text are not known here and were passed over`] : []),
    ...(!isCapped && counted !== undefined && total < counted * 0.8
      ? [
          `the table has ${total} entries where the kernel counted ${counted}: entries came and went between the two, or the list is not whole`,
        ]
      : []),
  ];
}
