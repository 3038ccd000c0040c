import { tcpFlow } from "./insertable-flow.ts";
import type { Laboratory, Pair } from "./laboratory.ts";

/** The usual two, with 40 connections over both families and 1,000 entries of nobody: what must still be there after somebody has looked at it. */
export async function addOccupiedPair(laboratory: Laboratory): Promise<Pair> {
  const pair = laboratory.addPair();
  const { client, server, link } = pair;
  // With accounting, a dump that resets counters (IPCTNL_MSG_CT_GET_CTRZERO) would show.
  client.setSysctl("net.netfilter.nf_conntrack_acct", 1);
  await server.start("tcp-server", { port: 8080 });
  for (const host of [link.right.ipv4, link.right.ipv6]) await client.start("tcp-clients", { host, port: 8080, count: 20 });
  await client.ask("insert-flows", { flows: [tcpFlow("ESTABLISHED", "10.1.0.1", 1, "10.96.0.10", 80)], count: 1000 });
  return pair;
}
