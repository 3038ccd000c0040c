import assert from "node:assert/strict";
import { test } from "node:test";
import { goodLine, ignoredLines, malformedLines } from "./flow-line.case.ts";
import { parseFlowLine } from "./parse-flow-line.ts";

test("a line of conntrack -L -o extended,id becomes a flow with all it says", () => {
  const line =
    "ipv4     2 tcp      6 86395 ESTABLISHED src=10.244.1.5 dst=10.96.0.1 sport=41000 dport=443 packets=7 bytes=420 src=172.31.4.2 dst=10.244.1.5 " +
    "sport=6443 dport=41000 packets=5 bytes=18446744073709551615 [ASSURED] mark=16384 secctx=system_u:object_r:unlabeled_t:s0 zone=3 delta-time=4 use=2 id=2399762757 labels=web helper=ftp\n";
  assert.deepEqual(parseFlowLine(line), {
    kind: "flow",
    unknownTokens: 0,
    flow: {
      family: 4,
      protocol: 6,
      original: { source: "10.244.1.5", destination: "10.96.0.1", layer4: { kind: "ports", sourcePort: 41000, destinationPort: 443 } },
      reply: { source: "172.31.4.2", destination: "10.244.1.5", layer4: { kind: "ports", sourcePort: 6443, destinationPort: 41000 } },
      status: 6,
      timeoutSeconds: 86395,
      tcp: { state: "ESTABLISHED" },
      mark: 16384,
      securityContext: "system_u:object_r:unlabeled_t:s0",
      zone: 3,
      useCount: 2,
      id: 2399762757,
      helperName: "ftp",
      originalCounters: { packets: 7, bytes: 420 },
      replyCounters: { packets: 5, bytes: Number.MAX_SAFE_INTEGER },
      unknownAttributes: 0,
    },
  });
});

test("an event of ICMPv6 keeps the id of its tuple apart from the id of the entry", () => {
  const line =
    "[1795261029.713437]\t [UPDATE] icmpv6   58 30 src=fd00::1 dst=fd00::2 type=128 code=0 id=22136 zone-orig=4 [UNREPLIED] src=fd00::2 dst=fd00::1 type=129 code=0 id=22136 id=77 [USERSPACE] portid=3";
  const parsed = parseFlowLine(line);
  assert.equal(parsed.kind, "flow");
  assert.equal(parsed.kind === "flow" && parsed.event, "UPDATE");
  assert.deepEqual(parsed.kind === "flow" && parsed.flow, {
    family: 6,
    protocol: 58,
    original: { source: "fd00::1", destination: "fd00::2", layer4: { kind: "icmp", id: 22136, type: 128, code: 0 }, zone: 4 },
    reply: { source: "fd00::2", destination: "fd00::1", layer4: { kind: "icmp", id: 22136, type: 129, code: 0 } },
    status: 0,
    timeoutSeconds: 30,
    id: 77,
    unknownAttributes: 0,
  });
});

test("an unknown flag, key or state is counted and the entry is kept", () => {
  const line = goodLine.replace("ESTABLISHED", "DREAMING").replace("[ASSURED]", "[ASSURED] [MAYBE SO] colour=blue word");
  const parsed = parseFlowLine(line);
  assert.equal(parsed.kind === "flow" && parsed.unknownTokens, 4);
  assert.equal(parsed.kind === "flow" && parsed.flow.tcp, undefined);
});

for (const { line, problem } of malformedLines) {
  test(`the line ${JSON.stringify(line)} is malformed`, () => {
    const parsed = parseFlowLine(line);
    assert.equal(parsed.kind === "malformed" ? parsed.code : parsed.kind, problem);
  });
}

for (const line of ignoredLines) {
  test(`the line ${JSON.stringify(line)} is recognised and is no entry`, () => {
    assert.deepEqual(parseFlowLine(line), { kind: "ignored" });
  });
}
