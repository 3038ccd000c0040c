import type { Counters, NodeDnsServer } from "../model/node-snapshot.ts";
import { errnoOf } from "../platform/errno.ts";
import type { LocalHttp } from "../sources/local-http.ts";
import { SourceAbsent } from "../sources/source-absent.ts";
import type { Sources } from "../sources/sources.ts";
import { parsePrometheusText } from "../wire/prometheus-text/parse-prometheus-text.ts";
import { defineCollector, PartMissing } from "./collector.ts";
import { readLocalAddresses } from "./local-addresses.ts";
import { findProxyProcesses } from "./proxy-processes.ts";
import { withRemarks } from "./remarks.ts";

/** CoreDNS with the node's network, and NodeLocal DNS on its usual address or on loopback. */
const places = [
  { host: "127.0.0.1", port: 9153 },
  { host: "169.254.20.10", port: 9253 },
  { host: "127.0.0.1", port: 9253 },
] as const;

export const nodeDns = defineCollector({
  part: "nodeDns",
  title: "DNS servers of this node",
  why: "Names that cannot be resolved are the first thing a full table breaks, and the server on the node counts its failures.",
  reads: places.map(({ host, port }) => `GET http://${host}:${port}/metrics`),
  cost: "cheap",
  async collect(sources, options) {
    const { processes } = await findProxyProcesses(sources.proc, options);
    if (processes.seesAll && !processes.hasDnsServer)
      throw new PartMissing("absent", this.reads.join(", "), "no DNS server runs with this node's own network");
    const found: NodeDnsServer[] = [];
    const remarks: string[] = [];
    for (const place of placesOf(sources)) {
      // NodeLocal DNS that listens on both of its addresses is one server.
      if (found.some(({ endpoint }) => endpoint.endsWith(`:${place.port}`))) continue;
      const endpoint = `${place.host}:${place.port}`;
      try {
        const responses = await readResponses(sources.localHttp, place);
        if (responses !== undefined) found.push({ endpoint, responses });
      } catch (error) {
        if (error instanceof SourceAbsent) continue;
        if (!(error instanceof Error) || errnoOf(error) === undefined) throw error;
        remarks.push(`${endpoint}: ${error.message}`);
      }
    }
    if (found.length === 0) {
      const said = remarks.length === 0 ? "no DNS server of this node tells its metrics" : remarks.join("; ");
      throw new PartMissing(remarks.length === 0 ? "absent" : "failed", this.reads.join(", "), said);
    }
    return { value: found, source: found.map(({ endpoint }) => `http://${endpoint}/metrics`).join(", "), ...withRemarks(...remarks) };
  },
});

/** An address that is not this node's would be looked for on the network. */
function placesOf(sources: Sources): readonly (typeof places)[number][] {
  const own = new Set(readLocalAddresses(sources.proc));
  return places.filter(({ host }) => host === "127.0.0.1" || own.has(host));
}

async function readResponses(localHttp: LocalHttp, place: (typeof places)[number]): Promise<Counters | undefined> {
  const name = "coredns_dns_responses_total";
  const { status, text } = await localHttp.request({ ...place, path: "/metrics" });
  const { samples } = parsePrometheusText(text, new Set([name]));
  if (status !== 200 || samples.length === 0) return undefined;
  const byCode = Map.groupBy(samples, ({ labels }) => (labels.get("rcode") ?? "").slice(0, 16));
  return Object.fromEntries(
    [...byCode].map(([code, ones]) => [code, ones.reduce((sum, { value }) => sum + (Number.isFinite(value) ? value : 0), 0)]),
  );
}
