import type { ClusterPod } from "../../model/cluster.ts";
import { canonicalAddress } from "../kubernetes/json-fields.ts";

/** The table that `kubectl get pods -o wide` prints, line by line. */
export class WidePodTable {
  private readonly onPod: (pod: ClusterPod) => void;
  private columns: readonly Column[] | undefined;
  malformedLines = 0;

  constructor(onPod: (pod: ClusterPod) => void) {
    this.onPod = onPod;
  }

  takeLine(line: string): void {
    if (line.trim() === "") return;
    // `--watch`, and lists that were joined, have a header again, with other widths.
    const columns = widePodColumns(line);
    if (columns !== undefined) {
      this.columns = columns;
      return;
    }
    const pod = this.columns === undefined ? undefined : podOfRow(cellsOf(line, this.columns));
    if (pod === undefined) this.malformedLines++;
    else this.onPod(pod);
  }
}

interface Column {
  readonly name: string;
  readonly start: number;
}

/** Where the columns begin; undefined for a line that is no header with names and addresses of pods. */
export function widePodColumns(line: string): readonly Column[] | undefined {
  const columns = [...line.matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => ({ name, start: index }));
  const has = (name: string) => columns.some((column) => column.name === name);
  return has("NAME") && has("IP") && has("STATUS") ? columns : undefined;
}

/** `kubectl get pods` without `-o wide`: a table of pods that has no addresses. */
export function isNarrowPodTable(line: string): boolean {
  return /^(?:NAMESPACE +)?NAME +READY +STATUS +RESTARTS +AGE *$/.test(line);
}

/**
 * Cells are apart by at least two spaces (kubectl pads by three), and have single ones within: `7 (2h ago)`. Where that does not fit the header, as after a cell that was
 * too long for its column, the positions of the header decide.
 */
function cellsOf(line: string, columns: readonly Column[]): ReadonlyMap<string, string> {
  const words = line.trim().split(/ {2,}/);
  const isAligned = words.length === columns.length;
  return new Map(
    columns.map(({ name, start }, at) => [name, isAligned ? (words[at] ?? "") : line.slice(start, columns[at + 1]?.start).trim()]),
  );
}

/** In the place of the namespace where kubectl was not asked for all of them (-A), and so left out the column. */
export const unsaidNamespace = "?";

function podOfRow(cells: ReadonlyMap<string, string>): ClusterPod | undefined {
  const name = cells.get("NAME") ?? "";
  const namespace = cells.get("NAMESPACE") ?? unsaidNamespace;
  if (name === "" || namespace === "" || name.includes(" ") || namespace.includes(" ")) return undefined;
  const text = cells.get("IP") ?? "";
  const address = canonicalAddress(text);
  if (address === undefined && text !== "<none>" && text !== "<unknown>") return undefined;
  const node = cells.get("NODE");
  const phase = phaseOfStatus(cells.get("STATUS") ?? "");
  return {
    ...{ namespace, name, addresses: address === undefined ? [] : [address], isOnHostNetwork: false, isOwnerUnsaid: true },
    ...(node === undefined || node === "" || node.startsWith("<") ? {} : { node }),
    ...(phase === undefined ? {} : { phase }),
  };
}

/**
 * The column is a reason more than a phase. `Error` is left out of the finished ones: a container that will be started again shows it as well, and its pod keeps its
 * address.
 */
function phaseOfStatus(status: string): string | undefined {
  if (status === "Completed" || status === "Succeeded") return "Succeeded";
  if (["Failed", "Evicted", "NodeShutdown", "Terminated", "Preempting", "DeadlineExceeded"].includes(status)) return "Failed";
  return status === "" ? undefined : "Running";
}
