import { type CounterIncrease, counterIncrease, cpuCounterIncrease } from "../../analysis/counter-increase.ts";
import type { Counters } from "../../model/node-snapshot.ts";
import { type Observation, windowSecondsOf } from "../../model/observation.ts";
import { isPresent } from "../../model/reading.ts";
import { camelCase } from "../../wire/procfs/camel-case.ts";

/** A number in a line that a search found, and what it proves. */
export interface LineCounter {
  /** As the line has it. */
  readonly name: string;
  readonly value?: number;
  /** The interface, or the CPU of the line. */
  readonly subject?: string;
  /** Between the two samples of the bundle. */
  readonly rose: number | "unknown" | "no-counter";
  readonly windowSeconds?: number;
  /** Whether it says that something happened; undefined where nobody can tell. */
  readonly isHit?: boolean;
  readonly because: string;
}

/**
 * The numbers of a line of `ethtool -S`, `conntrack -S`, /proc/net/stat, a snapshot or `sysctl -a`, of which only an increase between two samples proves anything about
 * today. `words` are those that the line was found by; of a line with several counters only these are judged.
 */
export function countersOfLine(line: string, words: readonly string[], observation: Observation): readonly LineCounter[] {
  const named = [...namedNumbers(line)];
  const wanted = named.filter(({ name }) => words.some((word) => overlap(name, word)));
  return (wanted.length > 0 ? wanted : named).slice(0, mostCounters).flatMap((one) => judge(one, observation));
}

const mostCounters = 12;

interface NamedNumber {
  readonly name: string;
  readonly value?: number;
  readonly kind: "allowance" | "conntrack" | "sysctl" | "snapshot";
  readonly cpu?: number;
}

function* namedNumbers(line: string): Iterable<NamedNumber> {
  const cpu = /^\s*cpu=(\d{1,5})\s/.exec(line)?.[1];
  if (cpu !== undefined) {
    for (const [, name = "", value] of line.matchAll(/\b([a-z_]{2,30})=(\d{1,20})\b/g)) {
      if (name !== "cpu") yield { name, value: Number(value), kind: "conntrack", cpu: Number(cpu) };
    }
    return;
  }
  // The head of /proc/net/stat/nf_conntrack: the numbers are in the rows behind it.
  if (/^\s*entries\s.*\binsert_failed\b/.test(line)) {
    for (const name of line.trim().split(/\s+/)) if (name !== "entries") yield { name, kind: "conntrack" };
    return;
  }
  const sysctl = /^\s*(net\.(?:netfilter|nf)[\w.]{0,80}) ?[=:] ?(\d{1,20})\s*$/.exec(line);
  if (sysctl?.[1] !== undefined) {
    yield { name: sysctl[1], value: Number(sysctl[2]), kind: "sysctl" };
    return;
  }
  const saved = snapshotNumber.exec(line);
  if (saved?.[1] !== undefined && !/allowance_/.test(line)) {
    yield { name: saved[1], value: Number(saved[2]), kind: "snapshot" };
    return;
  }
  for (const [, name = "", value] of line.matchAll(/\b(\w{0,60}allowance_(?:exceeded|available))"?\s{0,4}[:=]?\s{0,20}(\d{1,20})\b/g)) {
    yield { name, value: Number(value), kind: "allowance" };
  }
}

/** Of a saved snapshot, one a line; whose it is, other lines say. */
const snapshotNumber = /^\s*"(\w{1,60})": (\d{1,20}),?\s*$/;

function overlap(name: string, word: string): boolean {
  const [left, right] = [name.toLowerCase(), word.toLowerCase()];
  return left.includes(right) || right.includes(left);
}

function judge(counter: NamedNumber, observation: Observation): readonly LineCounter[] {
  switch (counter.kind) {
    case "sysctl":
      return [{ ...shown(counter), rose: "no-counter", because: "a setting or a level, which says nothing by having a value" }];
    case "snapshot":
      return [ofSnapshot(counter)];
    case "conntrack":
      return [judgeConntrack(counter, observation)];
    case "allowance":
      return counter.name.endsWith("_available") ? [available(counter)] : judgeAllowance(counter, observation);
  }
}

function shown({ name, value, cpu }: NamedNumber) {
  return { name, ...(value === undefined ? {} : { value }), ...(cpu === undefined ? {} : { subject: `cpu ${cpu}` }) };
}

function ofSnapshot(counter: NamedNumber): LineCounter {
  if (counter.value === 0) return { ...shown(counter), rose: "unknown", isHit: false, because: "it stands at 0: there is nothing of it" };
  return { ...shown(counter), rose: "unknown", because: "one sample in a line of its own; diagnose compares both" };
}

function available(counter: NamedNumber): LineCounter {
  const because =
    counter.value === 0
      ? "how many more connections the instance tracks: none"
      : "how many more connections the instance tracks, of one interface; it is no error, and interfaces are not to be added up";
  return { ...shown(counter), rose: "no-counter", because };
}

function judgeConntrack(counter: NamedNumber, observation: Observation): LineCounter {
  const { earlier, now } = observation;
  const later = now.parts.cpuCounters;
  if (!isPresent(later)) return unknown(shown(counter), counter.value, "the readings of the bundle do not have the counters of the table");
  const before = earlier?.parts.cpuCounters;
  const increase = cpuCounterIncrease(camelCase(counter.name), isPresent(before) ? before.value : undefined, later.value);
  const total = increase.kind === "incomparable" ? undefined : increase.total;
  const of = counter.value === undefined && total !== undefined ? { ...shown(counter), value: total } : shown(counter);
  if (workCounters.has(counter.name)) {
    return { ...of, ...roseOf(increase), because: "counts ordinary work: it rises on every node that tracks connections" };
  }
  return judged(of, increase, windowSecondsOf(observation, "cpuCounters"), "over all CPUs");
}

/** `found` and `searched` count lookups, `insert` what a tool put in, `new` and `delete` connections. */
const workCounters: ReadonlySet<string> = new Set(["found", "searched", "new", "insert", "delete", "delete_list", "ignore", "icmp_error"]);

function judgeAllowance(counter: NamedNumber, observation: Observation): readonly LineCounter[] {
  const { earlier, now } = observation;
  const later = now.parts.interfaceAllowances;
  const interfaces = isPresent(later) ? later.value.filter(({ statistics }) => statistics[counter.name] !== undefined) : [];
  if (interfaces.length === 0) return [unknown(shown(counter), counter.value, "the readings of the bundle do not have this counter")];
  // A line does not say whose it is: the section that it stands in does, and mostly so does its number.
  const same = interfaces.filter(({ statistics }) => statistics[counter.name] === counter.value);
  const before = earlier?.parts.interfaceAllowances;
  const statisticsBefore = (name: string): Counters | undefined =>
    isPresent(before) ? before.value.find(({ interfaceName }) => interfaceName === name)?.statistics : undefined;
  return (same.length > 0 ? same : interfaces).slice(0, 4).map(({ interfaceName, statistics }) => {
    const increase = counterIncrease(counter.name, statisticsBefore(interfaceName), statistics);
    const of = { ...shown(counter), subject: interfaceName };
    return judged(of, increase, windowSecondsOf(observation, "interfaceAllowances"), `on ${interfaceName}`);
  });
}

type Shown = Pick<LineCounter, "name" | "value" | "subject">;

function judged(of: Shown, increase: CounterIncrease, windowSeconds: number, where: string): LineCounter {
  switch (increase.kind) {
    case "increase": {
      const window = windowSeconds > 0 ? { windowSeconds: Math.round(windowSeconds) } : {};
      const since = windowSeconds > 0 ? `within the ${Math.round(windowSeconds)} s between the two samples` : "between the two samples";
      if (increase.increase > 0) {
        return { ...of, rose: increase.increase, ...window, isHit: true, because: `it rose by ${increase.increase} ${since} ${where}` };
      }
      const because =
        increase.total === 0
          ? `it stands at 0 ${where}: nothing was ever counted since the driver or the node started`
          : `it did not rise ${since} ${where}: what it has counted was before`;
      return { ...of, rose: 0, ...window, isHit: false, because };
    }
    case "cumulative":
      return unknown(of, increase.total, "one sample");
    case "incomparable":
      return unknown(of, of.value, increase.because);
  }
}

/** A counter that stands at 0 needs no second sample: it has never counted. */
function unknown(of: Shown, total: number | undefined, because: string): LineCounter {
  if (total === 0 && (of.value ?? 0) === 0) {
    return {
      ...of,
      rose: "unknown",
      isHit: false,
      because: "it stands at 0: nothing was ever counted since the driver or the node started",
    };
  }
  return { ...of, rose: "unknown", because: `unknown: ${because}; how far it has counted says nothing about today` };
}

function roseOf(increase: CounterIncrease): Pick<LineCounter, "rose"> {
  return { rose: increase.kind === "increase" ? increase.increase : "unknown" };
}
