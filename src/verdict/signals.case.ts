import type { Signal } from "../model/signal.ts";

type Brief = Partial<Omit<Signal, "id">>;

/** Signals of a healthy node with everything evaluated; a test changes the ones it is about. */
const healthy: Readonly<Record<string, Brief>> = {
  usage: { value: 5000, limit: 262_144 },
  drops: { value: 0 },
  "early-evictions": { value: 0 },
  "insert-failures": { value: 0 },
  "table-full-log": { value: 0 },
  "pod-tables": { value: 100, limit: 262_144 },
  "instance-allowance": { value: 0 },
  "link-local-allowance": { value: 0 },
  "bandwidth-in-allowance": { value: 0 },
  "bandwidth-out-allowance": { value: 0 },
  "packet-rate-allowance": { value: 0 },
  "found-surge": { value: 0 },
  "clash-resolve": { value: 0 },
  "hash-load": { value: 0.1, limit: 4 },
  "listen-overflow": { value: 0 },
  "neighbour-table": { value: 60, limit: 1024 },
  "softnet-drops": { value: 0 },
  "ephemeral-ports": { value: 200, limit: 28_232 },
  "time-to-full": {},
  "bpf-maps": {},
  "local-connection": {},
  "kube-proxy-sync": { value: 3 },
  "time-wait-share": { value: 10, limit: 4000 },
  "udp-share": { value: 10, limit: 5000 },
  "udp-growth": {},
  "unreplied-share": { value: 10, limit: 5000 },
  "syn-sent-share": { value: 1, limit: 4000 },
  "idle-established": { value: 10, limit: 3000 },
  "tunnel-entries": { value: 0, limit: 5000 },
  "stale-endpoints": { value: 0, limit: 5000 },
  "fan-out": {},
  "client-share": { value: 500, limit: 5000 },
  "workload-share": { value: 500, limit: 5000 },
  "probe-entries": {},
  "source-nat-ports": { value: 300, limit: 64_512 },
  "pod-retransmits": { value: 0 },
};

export const knownChecks = Object.keys(healthy);

/** `undefined` for a check that could not look; several for one with several subjects. */
export function signalsOf(changes: Readonly<Record<string, Brief | readonly Brief[] | undefined>>): readonly Signal[] {
  const all = { ...healthy, ...changes };
  return Object.entries(all).flatMap(([id, brief]) => {
    if (brief === undefined) return [signal(id, { level: "not-evaluated", line: `[INFO] ${id}: not evaluated: no permission` })];
    return (Array.isArray(brief) ? brief : [brief]).map((one: Brief) => signal(id, one));
  });
}

function signal(id: string, brief: Brief): Signal {
  const level = brief.level ?? "ok";
  return { id, line: `[${level}] ${id} ${brief.value ?? ""}`, source: "a test", takenAtMs: 0, ...brief, level };
}
