import assert from "node:assert/strict";
import { test } from "node:test";
import { flowStatusBit } from "../../src/model/flow-status.ts";
import { ipProtocol, protocolName } from "../../src/model/ip-protocol.ts";
import { tcpStateNames } from "../../src/model/tcp-state.ts";
import { parseConntrackXml, type XmlEntry } from "./conntrack-xml.ts";
import { type InsertableFlow, plainFlow, tcpFlow } from "./insertable-flow.ts";
import { nowhereIpv4, nowhereIpv6, openLaboratory, type Pair } from "./laboratory.ts";
import type { DumpedRow, DumpedTable } from "./programs/dump-table.ts";

test("our dump equals the conntrack tool's XML field by field, for every protocol, family and state that can be made here", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const pair = laboratory.addPair();
  const { client } = pair;
  await makeTraffic(pair);
  assert.deepEqual(await client.ask("insert-flows", { flows: insertedFlows }), { sent: insertedFlows.length, refusals: {} });

  const xml = parseConntrackXml(
    client.run("conntrack", "-L", "-f", "ipv4", "-o", "xml,id") + client.run("conntrack", "-L", "-f", "ipv6", "-o", "xml,id"),
  );
  const ours = await client.ask<DumpedTable>("dump-table", {});
  const plain = client.run("conntrack", "-L");

  assert.deepEqual({ malformed: ours.malformedCount, endedBy: ours.endedBy }, { malformed: 0, endedBy: "kernel" });
  for (const [reader, rows] of [
    ["the scanner of dumps", ours.scanned],
    ["the complete codec", ours.decoded],
  ] as const) {
    await t.test(reader, async (t) => {
      const rowByKey = new Map(rows.map((row) => [keyOf(row), row]));
      assert.equal(rowByKey.size, rows.length);
      assert.equal(rows.length, xml.length);
      for (const [kind, entries] of Object.entries(Object.groupBy(xml, kindOf))) {
        await t.test(kind, () => {
          for (const entry of entries ?? []) compare(rowByKey.get(keyOf(entry)), entry);
        });
      }
      await t.test("ICMP's id, type and code, which only the plain lines have", () => {
        const icmpRows = rows.filter(isIcmp);
        assert.ok(icmpRows.length >= 8);
        assert.deepEqual(
          icmpRows.map(identifyIcmpRow).sort(),
          plain
            .split("\n")
            .filter((line) => line.startsWith("icmp"))
            .map(identifyIcmpLine)
            .sort(),
        );
      });
    });
  }

  await t.test("what was to be made is really there", () => {
    const made = new Set(ours.scanned.map(kindOf));
    assert.deepEqual([...made].sort(), expectedKinds);
    assert.deepEqual(
      [...new Set(ours.scanned.filter(({ protocol }) => protocol === ipProtocol.tcp).map(({ state }) => state))].sort(),
      tcpStateNames.map((_, number) => number),
    );
    const assuredUdp = ours.scanned.filter(({ protocol, status }) => protocol === ipProtocol.udp && (status & flowStatusBit.assured) !== 0);
    assert.deepEqual(assuredUdp.map(({ family }) => family).sort(), [4, 6]);
    const natted = flowStatusBit.sourceNat | flowStatusBit.destinationNat;
    assert.ok(ours.scanned.some(({ status }) => (status & natted) === flowStatusBit.sourceNat));
    assert.ok(ours.scanned.some(({ status }) => (status & natted) === flowStatusBit.destinationNat));
  });
});

async function makeTraffic({ client, server, link }: Pair): Promise<void> {
  client.applyRules(`table ip nat {
    chain out { type nat hook output priority -100; ip daddr 10.96.0.10 tcp dport 80 dnat to ${link.right.ipv4}:8080; }
    chain post { type nat hook postrouting priority 100; udp dport 5353 snat to ${link.left.ipv4}:40000-40009; }
  }`);
  client.run("ip", "route", "add", "10.96.0.0/16", "via", link.right.ipv4);
  await server.start("tcp-server", { port: 8080 });
  await server.start("udp-echo", { port: 53 });
  // UDP becomes ASSURED by a datagram more than two seconds after its first (stream_ts in udp_packet() of nf_conntrack_proto_udp.c).
  const streams = [link.right.ipv4, link.right.ipv6].map((host) =>
    client.ask("udp-clients", { host, port: 53, count: 1, roundsAfterMs: [0, 2100] }),
  );
  for (const host of [link.right.ipv4, link.right.ipv6]) {
    await client.start("tcp-clients", { host, port: 8080, count: 2 });
    await client.ask("udp-clients", { host, port: 53, count: 2 });
    const { program: finished } = await client.start("tcp-clients", { host, port: 8080, count: 2 });
    finished.tell("finish");
    await finished.next();
    const { program: reset } = await client.start("tcp-clients", { host, port: 8080, count: 2 });
    reset.tell("reset");
    await reset.next();
  }
  await client.start("tcp-clients", { host: "10.96.0.10", port: 80, count: 1 });
  for (const host of [nowhereIpv4(1), nowhereIpv6(1)]) {
    await client.start("tcp-clients", { host, port: 80, count: 2, onlySyn: true });
    await client.ask("udp-burst", { to: host, count: 3, firstPort: 5352 });
  }
  await Promise.all(streams);
  await client.ask("raw-packets", { packets: rawPackets(link.right.ipv4, link.right.ipv6) });
}

/** Packets as a socket of the protocol would send them; where the header has ports they are 1234 and 5678. */
function rawPackets(ipv4: string, ipv6: string) {
  const unanswered4 = nowhereIpv4(1);
  const unanswered6 = nowhereIpv6(1);
  const sctpInit = "04d2162e00000000000000000100001400000011000100000a000a0000000001";
  return [
    { to: ipv4, protocol: ipProtocol.icmp, payloadHex: "0800f7f800070000" },
    { to: unanswered4, protocol: ipProtocol.icmp, payloadHex: "0d00f2f80007000000000000000000000000" },
    { to: ipv6, protocol: ipProtocol.icmpv6, payloadHex: "8000000000080000" },
    { to: unanswered6, protocol: ipProtocol.icmpv6, payloadHex: "8000000000090000" },
    { to: unanswered4, protocol: ipProtocol.gre, payloadHex: "0000080045000000" },
    { to: unanswered6, protocol: ipProtocol.gre, payloadHex: "0000080045000000" },
    { to: unanswered4, protocol: ipProtocol.esp, payloadHex: "0000000100000001" },
    { to: unanswered6, protocol: ipProtocol.esp, payloadHex: "0000000100000001" },
    { to: unanswered4, protocol: 253, payloadHex: "0000" },
    { to: unanswered6, protocol: 254, payloadHex: "0000" },
    { to: unanswered4, protocol: ipProtocol.sctp, payloadHex: sctpInit },
    { to: unanswered6, protocol: ipProtocol.sctp, payloadHex: sctpInit },
  ];
}

const insertedFlows: readonly InsertableFlow[] = [
  ...tcpStateNames.flatMap((state, number) => [
    tcpFlow(state, "10.20.0.1", 2000 + number, "10.96.0.20", 443),
    tcpFlow(state, "fd20::1", 2000 + number, "fd96::20", 443),
  ]),
  { ...tcpFlow("ESTABLISHED", "10.20.0.2", 2000, "10.96.0.20", 443), zone: 7, mark: 0xdeadbeef },
  { ...tcpFlow("ESTABLISHED", "10.20.0.3", 2000, "10.96.0.20", 443), status: flowStatusBit.seenReply, timeoutSeconds: 0x7fff },
  ...(["COOKIE_WAIT", "ESTABLISHED", "SHUTDOWN_ACK_SENT"] as const).flatMap((state, number) =>
    withPorts(ipProtocol.sctp, 3000 + number, { sctp: { state, verificationTagOriginal: 0x01020304, verificationTagReply: 0x05060708 } }),
  ),
  ...withPorts(ipProtocol.gre, 0x1234),
  ...withPorts(ipProtocol.udplite, 4000, { status: 0, timeoutSeconds: 30 }),
  ...withPorts(ipProtocol.udp, 5000, { status: flowStatusBit.seenReply }),
  ...[ipProtocol.dccp, ipProtocol.ah, ipProtocol.ospf, ipProtocol.igmp].flatMap((protocol) => withoutPorts(protocol)),
  ...([8, 13, 15, 17] as const).map((type) =>
    plainFlow(ipProtocol.icmp, { source: "10.20.0.6", destination: "10.96.0.20", layer4: { kind: "icmp", id: 100 + type, type, code: 0 } }),
  ),
  ...([128, 139] as const).map((type) =>
    plainFlow(ipProtocol.icmpv6, { source: "fd20::6", destination: "fd96::20", layer4: { kind: "icmp", id: 100 + type, type, code: 0 } }),
  ),
];

function withPorts(protocol: number, sourcePort: number, rest: Partial<InsertableFlow> = {}): readonly InsertableFlow[] {
  const layer4 = { kind: "ports", sourcePort, destinationPort: 5678 } as const;
  return [
    plainFlow(protocol, { source: "10.20.0.4", destination: "10.96.0.20", layer4 }, rest),
    plainFlow(protocol, { source: "fd20::4", destination: "fd96::20", layer4 }, rest),
  ];
}

function withoutPorts(protocol: number): readonly InsertableFlow[] {
  return [
    plainFlow(protocol, { source: "10.20.0.5", destination: "10.96.0.20", layer4: { kind: "generic" } }),
    plainFlow(protocol, { source: "fd20::5", destination: "fd96::20", layer4: { kind: "generic" } }),
  ];
}

const expectedKinds = [
  ...["tcp", "udp", "icmp", "sctp", "gre", "esp", "ah", "dccp", "igmp", "ospf", "udplite", "253"].map((protocol) => `IPv4 ${protocol}`),
  ...["tcp", "udp", "icmpv6", "sctp", "gre", "esp", "ah", "dccp", "igmp", "ospf", "udplite", "254"].map((protocol) => `IPv6 ${protocol}`),
].sort();

/** Ids are hashes that collide, ICMP has no ports in the XML: the zone, both addresses and what ports there are make the key, and the id tells ICMP apart. */
function keyOf(entry: XmlEntry | DumpedRow): string {
  const { protocol, zone, original, id } = entry;
  const ports = isIcmp(entry) ? `id ${id}` : `${original.sourcePort ?? 0} ${original.destinationPort ?? 0}`;
  return `protocol ${protocol} zone ${zone ?? 0} ${original.source} ${original.destination} ${ports}`;
}

function compare(row: DumpedRow | undefined, entry: XmlEntry): void {
  assert.ok(row !== undefined, "the XML has it and our dump has not");
  const tuple = ({ source, destination, sourcePort, destinationPort }: DumpedRow["original"]) =>
    isIcmp(entry) ? { source, destination } : { source, destination, sourcePort, destinationPort };
  assert.deepEqual(
    {
      family: row.family,
      original: tuple(row.original),
      reply: tuple(row.reply),
      // The tool prints an SCTP state by the TCP name of the same number (conntrack-tools 1.4.7, snprintf_xml.c).
      state: row.state === undefined ? undefined : tcpStateNames[row.state],
      mark: row.mark,
      zone: row.zone,
      id: row.id,
      isAssured: (row.status & flowStatusBit.assured) !== 0,
      isUnreplied: (row.status & flowStatusBit.seenReply) === 0,
    },
    {
      family: entry.family,
      original: isIcmp(entry) ? entry.original : { sourcePort: 0, destinationPort: 0, ...entry.original },
      reply: isIcmp(entry) ? entry.reply : { sourcePort: 0, destinationPort: 0, ...entry.reply },
      state: entry.state,
      mark: entry.mark,
      zone: entry.zone ?? 0,
      id: entry.id,
      isAssured: entry.isAssured,
      isUnreplied: entry.isUnreplied,
    },
  );
  // A SYN sent again between the two readings starts the countdown anew.
  const elapsed = (entry.timeoutSeconds ?? Number.NaN) - (row.timeoutSeconds ?? Number.NaN);
  assert.ok(Math.abs(elapsed) <= 2, `timeout ${row.timeoutSeconds} where the XML has ${entry.timeoutSeconds}`);
}

function kindOf({ family, protocol }: XmlEntry | DumpedRow): string {
  return `IPv${family} ${protocolName(protocol)}`;
}

function isIcmp({ protocol }: { readonly protocol: number }): boolean {
  return protocol === ipProtocol.icmp || protocol === ipProtocol.icmpv6;
}

/** Source, then type, code and id of both directions: the order of the plain line. */
function identifyIcmpRow({ protocol, original, reply }: DumpedRow): string {
  const fields = [original, reply].flatMap(({ sourcePort, destinationPort }) => [destinationPort >> 8, destinationPort & 255, sourcePort]);
  return [protocol, original.source, ...fields].join(" ");
}

function identifyIcmpLine(line: string): string {
  const fields = [...line.matchAll(/(?:type|code|id)=(\d+)/g)].map(([, value]) => value);
  return [line.split(/\s+/)[1], /src=(\S+)/.exec(line)?.[1], ...fields].join(" ");
}
