import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Flow } from "../model/flow.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { parseAddress } from "../model/ip-address.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import { tcpState } from "../model/tcp-state.ts";
import { type FlowEnd, flowEnds } from "./find-flows/flow-end.ts";
import { FindFlows, type WantedEnd } from "./find-flows.ts";
import { type FlowRow, flowBatchOf } from "./flow-row.case.ts";
import { parseEndpoint } from "./parse-endpoint.ts";

const throughService: FlowRow = {
  from: "10.0.1.5",
  to: "10.96.0.10",
  ports: [41_234, 53],
  replyFrom: "10.0.2.53",
  replyTo: "192.168.1.10",
  replyPorts: [1053, 61_234],
  protocol: ipProtocol.udp,
};
const rows: readonly FlowRow[] = [
  throughService,
  { from: "10.0.1.50", to: "10.96.0.10", ports: [41_234, 80] },
  { from: "fd00::5", to: "fd00:1::10", ports: [5353, 443] },
  { from: "10.0.1.6", to: "10.0.3.1", ports: [53, 2048], protocol: ipProtocol.icmp },
  { from: "127.0.0.1", to: "127.0.0.1", ports: [50_000, 80] },
];

function wantedOf(text: string): WantedEnd {
  const parsed = parseEndpoint(text);
  assert.ok(parsed.ok, text);
  const { endpoint } = parsed;
  const network = endpoint.kind === "address" ? { network: endpoint.network } : {};
  return { places: [{ ...network, ...(endpoint.port === undefined ? {} : { port: endpoint.port }) }] };
}

function find(texts: readonly string[], options: { readonly protocol?: number; readonly limit?: number } = {}, table = rows): FindFlows {
  const finding = new FindFlows({ wanted: texts.map(wantedOf), limit: 1000, ...options });
  finding.add(flowBatchOf(table));
  return finding;
}

function numbersFound(finding: FindFlows): readonly number[] {
  return finding.flows.map(({ flow }) =>
    rows.findIndex(({ from, ports }) => from === flow.original.source && portsOf(flow)[0] === ports?.[0]),
  );
}

function portsOf({ original: { layer4 } }: Flow): readonly number[] {
  if (layer4.kind === "ports") return [layer4.sourcePort, layer4.destinationPort];
  return layer4.kind === "icmp" ? [layer4.id, (layer4.type << 8) | layer4.code] : [0, 0];
}

for (const [what, ends, found, protocol] of [
  ["the client", ["10.0.1.5"], [0]],
  ["the client with its port", ["10.0.1.5:41234"], [0]],
  ["the service", ["10.96.0.10:53"], [0]],
  ["who answers", ["10.0.2.53:1053"], [0]],
  ["the translated source, as a server's log has it", ["192.168.1.10:61234"], [0]],
  ["a port of another end than the address", ["192.168.1.10:41234"], []],
  ["a port of the same address in another tuple", ["10.0.2.53:53"], []],
  ["an address that begins like another", ["10.0.1.50"], [1]],
  ["an IPv6 address", ["fd00::5"], [2]],
  ["an IPv6 address with its port", ["[fd00:1::10]:443"], [2]],
  ["an IPv6 address with a port of the other end", ["[fd00:1::10]:5353"], []],
  ["an IPv4 address in IPv6's form", ["::ffff:192.168.1.10:61234"], [0]],
  ["a network", ["10.0.1.0/24"], [0, 1, 3]],
  ["a network with a port", ["10.0.0.0/8:80"], [1]],
  ["a port alone", [":41234"], [0, 1]],
  ["a port that ICMP has as its id", [":53"], [0]],
  ["an address of ICMP", ["10.0.3.1"], [3]],
  ["a port in one protocol", [":41234"], [0], ipProtocol.udp],
  ["a protocol that has no such entry", ["10.0.1.5"], [], ipProtocol.tcp],
  ["client and service", ["10.0.1.5", "10.96.0.10:53"], [0]],
  ["service and client", ["10.96.0.10:53", "10.0.1.5"], [0]],
  ["two ends of which one has another port", ["10.0.1.5", "10.96.0.10:80"], []],
  ["the translated source and the server of the access log", ["192.168.1.10:61234", "10.0.2.53:1053"], [0]],
  ["the client and what it was translated to", ["10.0.1.5:41234", "192.168.1.10:61234"], [0]],
  ["the service and who answers for it", ["10.96.0.10", "10.0.2.53"], [0]],
  ["the same end twice", ["10.0.1.50", "10.0.1.50"], []],
  ["an address and the network it is in", ["10.0.1.50", "10.0.1.0/24"], []],
  ["two ends of one address", ["127.0.0.1:50000", "127.0.0.1:80"], [4]],
  ["an address that talks to itself", ["127.0.0.1", "127.0.0.1"], [4]],
  ["nothing that is there", ["10.9.9.9"], []],
] as const) {
  test(`${what} (${ends.join(" and ")}) is in rows [${found.join(", ")}]`, () => {
    assert.deepEqual(numbersFound(find(ends, protocol === undefined ? {} : { protocol })), found);
  });
}

test("it is said at which ends of the entry each wanted one is", () => {
  const [both] = find(["10.0.1.50", ":80"]).flows;
  assert.deepEqual(both?.at, [
    ["client", "seenAs"],
    ["destination", "endpoint"],
  ]);
  assert.deepEqual(find(["192.168.1.10"]).flows[0]?.at, [["seenAs"]]);
});

test("an entry is kept with all that the columns have of it", () => {
  const timeWait: FlowRow = { from: "10.0.0.1", to: "10.0.0.2", state: tcpState.timeWait, timeout: 77, zone: 7 };
  const [found] = find([":80"], {}, [timeWait]).flows;
  assert.deepEqual(
    { ...found?.flow },
    {
      family: 4,
      protocol: ipProtocol.tcp,
      original: { source: "10.0.0.1", destination: "10.0.0.2", layer4: { kind: "ports", sourcePort: 40_000, destinationPort: 80 } },
      reply: { source: "10.0.0.2", destination: "10.0.0.1", layer4: { kind: "ports", sourcePort: 80, destinationPort: 40_000 } },
      status: flowStatusBit.seenReply | flowStatusBit.assured,
      timeoutSeconds: 77,
      tcp: { state: "TIME_WAIT" },
      mark: 0,
      zone: 7,
      id: 0,
      unknownAttributes: 0,
    },
  );
});

test("no more than the limit is kept, and all are counted; what comes twice is found once", () => {
  const many = Array.from({ length: 50 }, (_, number): FlowRow => ({ from: "10.0.0.1", to: "10.0.0.2", ports: [1000 + number, 80] }));
  const finding = find(["10.0.0.1"], { limit: 3 }, many);
  finding.add(flowBatchOf(many));
  assert.deepEqual([finding.found, finding.flows.length, finding.walked], [50, 3, 100]);
});

test("an end that is at the place and not meant is not found", () => {
  const isMeant = (_: Flow, end: FlowEnd) => end === "endpoint";
  const finding = new FindFlows({ wanted: [{ ...wantedOf("10.0.1.50"), isMeant }], limit: 10 });
  finding.add(flowBatchOf(rows));
  assert.equal(finding.found, 0);
});

test("the table tells its timeout of ESTABLISHED where it is asked to", () => {
  const busy: FlowRow = { from: "10.0.0.1", to: "10.0.0.2", state: tcpState.established, timeout: 86_390 };
  const finding = new FindFlows({ wanted: [wantedOf("10.0.0.9")], limit: 1, infersTimeout: true });
  finding.add(flowBatchOf([busy, { ...busy, ports: [1, 2], timeout: undefined as never }]));
  assert.equal(finding.inferEstablishedTimeout(), 86_400);
  assert.equal(find(["10.0.0.9"]).inferEstablishedTimeout(), undefined);
});

const addresses = ["10.0.0.1", "10.0.0.2", "10.0.1.1", "10.1.0.1", "fd00::1", "fd00::a00:1"];
const address = fc.constantFrom(...addresses);
const port = fc.constantFrom(53, 80, 443);
const ports = fc.tuple(port, port);
const protocol = fc.constantFrom(ipProtocol.tcp, ipProtocol.udp, ipProtocol.icmp);
const row = fc.record({ from: address, to: address, replyFrom: address, replyTo: address, ports, replyPorts: ports, protocol });
const place = fc.record(
  { host: fc.constantFrom(...addresses, "10.0.0.0/16", "10.0.0.0/24", "fd00::/64", "0.0.0.0/0"), port, protocol },
  { requiredKeys: [] },
);

test("what is found is what a plain comparison of texts finds", () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 20 }),
      fc.array(fc.array(place, { maxLength: 4 }), { minLength: 1, maxLength: 2 }),
      (table, wanted) => {
        const finding = new FindFlows({ wanted: wanted.map((places) => ({ places: places.map(compiled) })), limit: 1000 });
        finding.add(flowBatchOf(table));
        const expected = new Set(table.filter((entry) => isFoundPlainly(entry, wanted)).map(identity));
        assert.deepEqual(new Set(finding.flows.map(({ flow }) => identity(rowOf(flow)))), expected);
        assert.equal(finding.found, expected.size);
      },
    ),
  );
});

type Entry = typeof row extends fc.Arbitrary<infer T> ? T : never;
type WantedPlace = typeof place extends fc.Arbitrary<infer T> ? T : never;

function compiled({ host, ...others }: WantedPlace) {
  const parsed = host === undefined ? undefined : parseEndpoint(host);
  return parsed?.ok === true && parsed.endpoint.kind === "address" ? { ...others, network: parsed.endpoint.network } : others;
}

/** Only the first of entries with the same original tuple is one. */
function identity({ protocol, from, to, ports: [sourcePort, destinationPort] }: Pick<Entry, "protocol" | "from" | "to" | "ports">): string {
  return [protocol, from, to, sourcePort, destinationPort].join(" ");
}

function rowOf(flow: Flow): Pick<Entry, "protocol" | "from" | "to" | "ports"> {
  const [first = 0, second = 0] = portsOf(flow);
  return { protocol: flow.protocol as never, from: flow.original.source, to: flow.original.destination, ports: [first, second] as never };
}

function isFoundPlainly(entry: Entry, wanted: readonly (readonly WantedPlace[])[]): boolean {
  const ends = [
    [entry.from, entry.ports[0]],
    [entry.to, entry.ports[1]],
    [entry.replyFrom, entry.replyPorts[0]],
    [entry.replyTo, entry.replyPorts[1]],
  ] as const;
  const at = wanted.map((places) => flowEnds.filter((_, end) => places.some((one) => isAt(one, entry.protocol, ...ends[end]!))));
  const [first = [], second] = at;
  if (second === undefined) return first.length > 0;
  return first.some((left) =>
    second.some((right) => {
      const [leftNumber, rightNumber] = [flowEnds.indexOf(left), flowEnds.indexOf(right)];
      if (leftNumber === rightNumber) return false;
      const areOneSide = leftNumber + rightNumber === 3;
      const hasPort = entry.protocol === ipProtocol.tcp || entry.protocol === ipProtocol.udp;
      const text = (number: number) => (hasPort ? ends[number]!.join(" ") : ends[number]![0]);
      return !areOneSide || text(leftNumber) !== text(rightNumber);
    }),
  );
}

function isAt(wanted: WantedPlace, protocolNumber: number, host: string, portNumber: number): boolean {
  if (wanted.protocol !== undefined && wanted.protocol !== protocolNumber) return false;
  const hasPort = protocolNumber === ipProtocol.tcp || protocolNumber === ipProtocol.udp;
  if (wanted.port !== undefined && (!hasPort || wanted.port !== portNumber)) return false;
  if (wanted.host === undefined) return true;
  const [network = "", prefix] = wanted.host.split("/");
  const bits = prefix === undefined ? 128 : Number(prefix) + (network.includes(":") ? 0 : 96);
  return bitsOf(host).slice(0, bits) === bitsOf(network).slice(0, bits);
}

function bitsOf(text: string): string {
  return (parseAddress(text) ?? []).map((word) => word.toString(2).padStart(32, "0")).join("");
}
