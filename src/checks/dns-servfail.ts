import { durationText } from "../model/duration-text.ts";
import type { Counters, NodeDnsServer } from "../model/node-snapshot.ts";
import { defineCheck, type SignalDraft } from "./check.ts";
import { percentText } from "./table-weight.ts";

export const dnsServfail = defineCheck({
  id: "dns-servfail",
  title: "DNS failures",
  says: "What part of the answers of the DNS server on this node were SERVFAIL within the window.",
  why: "A DNS server whose own queries get lost answers SERVFAIL: the first thing to be seen of a full table, since queries are never assured.",
  doesNotMean: "It does not say why the upstream does not answer: it may be down, throttled by the provider, or behind a full table.",
  nextCommand: "ullage check --only usage,early-evictions,link-local-allowance,dns-servfail --window 10",
  needs: ["nodeDns"],
  cost: "cheap",
  judges: "increase",
  levels: { notice: "There was a SERVFAIL.", warning: "SERVFAIL was warningShare of the answers, and minimumFailures or more." },
  thresholds: {
    warningShare: { default: 0.05, unit: "ratio", source: "chosen: one query in twenty, which every user feels" },
    minimumFailures: { default: 5, unit: "count", source: "chosen: one broken name is asked for again and again" },
  },
  evaluate({ now, earlier, windowSeconds }, thresholds) {
    const before = new Map(earlier?.nodeDns.value.map(({ endpoint, responses }) => [endpoint, responses]));
    const servers = now.nodeDns.value;
    if (servers.length === 0) return [{ level: "ok", text: "DNS failures: no DNS server tells its counters on this node", value: 0 }];
    return servers.map((server) => draftServer(server, before.get(server.endpoint), windowSeconds, thresholds));
  },
});

function draftServer(
  { endpoint, responses }: NodeDnsServer,
  earlier: Counters | undefined,
  windowSeconds: number,
  { warningShare, minimumFailures }: { readonly warningShare: number; readonly minimumFailures: number },
): SignalDraft {
  if (earlier === undefined) return { level: "not-evaluated", because: "one sample of cumulative counters", subject: endpoint };
  // A code that is answered for the first time has no counter before.
  const increases = Object.entries(responses).map(([code, count]) => [code, count - (earlier[code] ?? 0)] as const);
  if (increases.some(([, increase]) => increase < 0))
    return { level: "not-evaluated", because: "the server was started again in between", subject: endpoint };
  const all = increases.reduce((sum, [, increase]) => sum + increase, 0);
  const failures = increases.find(([code]) => code === "SERVFAIL")?.[1] ?? 0;
  const share = all === 0 ? 0 : failures / all;
  const text = `DNS failures ${endpoint}: ${failures} of ${all} answers SERVFAIL in ${durationText(windowSeconds)} (${percentText(share)})`;
  const level = failures === 0 ? "ok" : share >= warningShare && failures >= minimumFailures ? "warning" : "notice";
  return { level, text, subject: endpoint, value: failures, limit: all };
}
