import type { BpfMap, BpfMaps } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { LocalHttp } from "../sources/local-http.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import { type MetricSample, parsePrometheusText } from "../wire/prometheus-text/parse-prometheus-text.ts";
import { defineCollector, PartMissing } from "./collector.ts";

/** The agent's prometheus-serve-addr by default, and of releases before 1.10. */
const places = [
  { host: "127.0.0.1", port: 9962 },
  { host: "127.0.0.1", port: 9090 },
] as const;

export const bpfMaps = defineCollector({
  part: "bpfMaps",
  title: "Cilium's connection-tracking maps",
  why: "Where Cilium tracks connections itself, its maps fill up while nf_conntrack is nearly empty.",
  reads: ["/sys/class/net", ...places.map(({ host, port }) => `GET http://${host}:${port}/metrics`)],
  cost: "cheap",
  async collect({ sys, localHttp }) {
    // The agent makes this interface whatever its mode. Without it there is nobody to ask, and another program may listen at the port.
    if (!sys.list("class/net").includes("cilium_host")) return { value: { maps: [] }, source: sys.path("class/net") };
    for (const place of places) {
      const value = await readMaps(localHttp, place);
      if (value !== undefined) return { value, source: `http://${place.host}:${place.port}/metrics` };
    }
    const reason = "Cilium's agent does not tell its metrics on this node (prometheus-serve-addr)";
    throw new PartMissing("absent", this.reads.join(", "), reason);
  },
});

const metric = {
  pressure: "cilium_bpf_map_pressure",
  capacity: "cilium_bpf_map_capacity",
  drops: "cilium_drop_count_total",
} as const;

const maximumMaps = 200;

async function readMaps(localHttp: LocalHttp, place: (typeof places)[number]): Promise<BpfMaps | undefined> {
  const answer = await answerOf(localHttp, place);
  if (answer === undefined) return undefined;
  const { samples } = parsePrometheusText(answer, new Set([...Object.values(metric), "cilium_version"]));
  if (samples.length === 0) return undefined;
  const drops = samples.filter(
    ({ name, labels }) => name === metric.drops && (labels.get("reason") ?? "").startsWith("CT: Map insertion failed"),
  );
  const conntrackDrops = drops.reduce((sum, { value }) => sum + (Number.isFinite(value) ? value : 0), 0);
  return { maps: mapsOf(samples), ...(drops.length === 0 ? {} : { conntrackDrops }) };
}

/** Undefined where nothing listens, or something that is not Cilium's. */
async function answerOf(localHttp: LocalHttp, place: (typeof places)[number]): Promise<string | undefined> {
  try {
    const { status, text } = await localHttp.request({ ...place, path: "/metrics" });
    return status === 200 ? text : undefined;
  } catch (error) {
    // EPERM is about this node's own table and must be told; whatever else a stranger at the port does is no failure of Cilium's.
    if (error instanceof SourceAbsent || (errnoOf(error) !== undefined && errnoOf(error) !== "EPERM")) return undefined;
    throw error;
  }
}

function mapsOf(samples: readonly MetricSample[]): readonly BpfMap[] {
  const byMap = Map.groupBy(
    samples.filter(({ labels, value }) => labels.has("map_name") && Number.isFinite(value)),
    ({ labels }) => (labels.get("map_name") ?? "").slice(0, 64),
  );
  return [...byMap].slice(0, maximumMaps).map(([name, own]) => {
    const pressure = own.find((sample) => sample.name === metric.pressure)?.value;
    const capacity = own.find((sample) => sample.name === metric.capacity)?.value;
    return { name, ...(pressure === undefined ? {} : { pressure }), ...(capacity === undefined ? {} : { capacity }) };
  });
}
