import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { PartName, PartValues } from "../../model/node-snapshot.ts";
import { makeTar, makeZip, membersOf } from "./archive-writers.case.ts";
import type { Bundle } from "./bundle.ts";
import { eksName, fixtures, sgfpName, temporaryPlace } from "./bundle-places.case.ts";
import { readBundle, readBundles } from "./read-bundle.ts";

const place = temporaryPlace();

function valueIn<P extends PartName>(bundle: Bundle, part: P): PartValues[P] {
  const reading = bundle.observation.now.parts[part];
  assert.equal(reading?.status, "present", `${part} is not present`);
  // The name of the part gives its type, which a reading by a name that varies does not carry.
  return (reading as { readonly value: PartValues[P] }).value;
}

function presentParts({ observation }: Bundle): readonly string[] {
  return Object.entries(observation.now.parts)
    .filter(([, reading]) => reading.status === "present")
    .map(([name]) => name)
    .sort();
}

test("eks-log-collector: settings, both tables, counters, allowances, the kernel's log once", async () => {
  const bundle = await readBundle(join(fixtures, eksName));
  assert.deepEqual(
    [bundle.layout, bundle.node, bundle.collectedAtMs, bundle.collectedAtFrom],
    ["eks-log-collector", "ip-10-0-1-2.ec2.internal", Date.UTC(2026, 0, 15, 12, 3), "the name of the bundle"],
  );
  assert.deepEqual(presentParts(bundle), [
    ...["addressOwners", "cloudInstance", "cpuCounters", "dataPlane", "interfaceAllowances", "kernel", "kernelLog", "portRanges"],
    ...["resources", "settings", "tableComposition", "tableUsage"],
  ]);
  assert.deepEqual(valueIn(bundle, "tableUsage"), { count: 6, max: 262_144, buckets: 65_536, expectMax: 1024 });
  const table = valueIn(bundle, "tableComposition");
  assert.deepEqual([table.total, table.duplicates, table.malformed, table.capped], [6, 0, 0, undefined]);
  assert.deepEqual(table.byFamily, { ipv4: 5, ipv6: 1 });
  assert.deepEqual(table.timeouts, { from: "sysctl", tcpEstablishedSeconds: 86_400 });
  assert.equal(table.facts.establishedKnownIdleOverOneHour, 1);
  const counters = valueIn(bundle, "cpuCounters");
  assert.deepEqual(
    counters.perCpu.map(({ cpu, counters: { drop, insertFailed, icmpError, chainTooLong } }) => [
      cpu,
      drop,
      insertFailed,
      icmpError,
      chainTooLong,
    ]),
    [
      [0, 40, 40, 9, 0],
      [1, 35, 35, 8, 0],
    ],
  );
  assert.equal(counters.origin, "conntrack-text");
  assert.deepEqual(
    valueIn(bundle, "interfaceAllowances").map(({ interfaceName, driver, statistics }) => [
      interfaceName,
      driver,
      statistics["conntrack_allowance_exceeded"],
      statistics["conntrack_allowance_available"],
    ]),
    [["eth0", "ena", 431, 136_812]],
  );
  assert.deepEqual(valueIn(bundle, "portRanges").reservedPorts, 1);
  assert.deepEqual(valueIn(bundle, "dataPlane").kind, "iptables");
  assert.deepEqual(valueIn(bundle, "kernel").bootedAtMs, 1_767_614_400_000);
  assert.deepEqual(valueIn(bundle, "cloudInstance"), { provider: "amazon-ec2", instanceId: "i-0123456789abcdef0", zone: "us-east-1a" });
  // One line of syslog is older than the ring; the two of the ring stand in four files; a quotation by kubelet is nobody's.
  assert.deepEqual(
    valueIn(bundle, "kernelLog").records.map(({ atMs, event }) => [atMs, event.kind]),
    [
      [Date.UTC(2026, 0, 14, 3, 10), "table-full"],
      [1_768_478_500_100, "table-full"],
      [1_768_478_500_200, "table-full"],
    ],
  );
  const times = Object.values(bundle.observation.now.parts).map(({ takenAtMs }) => takenAtMs);
  assert.deepEqual([...new Set(times)], [bundle.collectedAtMs]);
});

test("what a bundle lacks is absent, with the file that would have had it", async () => {
  const { observation } = await readBundle(join(fixtures, eksName));
  const { socketQueues, slabMemory } = observation.now.parts;
  assert.deepEqual(
    [socketQueues?.status, slabMemory],
    [
      "absent",
      { status: "absent", reason: "the bundle has no /proc/slabinfo", source: "/proc/slabinfo", takenAtMs: observation.now.takenAtMs },
    ],
  );
});

test("sgfp: the table is a sample of one kind of entry, and nothing of the pod's counts as the node's", async () => {
  const bundle = await readBundle(join(fixtures, sgfpName));
  assert.deepEqual(
    [bundle.layout, bundle.node, bundle.cluster, bundle.collectedAtMs],
    ["sgfp", "ip-10-0-1-2.ec2.internal", "prod-eks", Date.UTC(2026, 0, 15, 12, 3, 44)],
  );
  assert.match(bundle.collectedAtFrom, /taken as UTC/);
  assert.deepEqual(presentParts(bundle), ["addressOwners", "kernelLog", "socketQueues", "tableComposition", "tableUsage"]);
  assert.deepEqual(valueIn(bundle, "tableUsage"), { count: 249_036, max: 262_144 });
  const table = valueIn(bundle, "tableComposition");
  assert.deepEqual([table.total, table.capped?.by], [4, "entries"]);
  assert.match(table.capped?.because ?? "", /only entries with source NAT/);
  assert.equal(valueIn(bundle, "socketQueues").tcp["activeOpens"], 88_123);
  assert.deepEqual(
    valueIn(bundle, "kernelLog").records.map(({ atMs, bootSeconds, event }) => [atMs, bootSeconds, event.kind]),
    [
      [1_768_478_595_800, 864_000.1, "table-full"],
      [1_768_478_595_900, 864_000.2, "table-full"],
      [1_768_478_601_000, 864_005.3, "callbacks-suppressed"],
    ],
  );
  const pods = bundle.files.filter(({ path }) => path.startsWith("pod_"));
  assert.deepEqual(
    pods.map(({ used }) => used),
    [false, false],
  );
});

test("a table of a thousand lines is cut off by the toolkit", async () => {
  const line = (port: number) =>
    `ipv4     2 tcp      6 86395 ESTABLISHED src=10.0.1.17 dst=10.0.2.9 sport=${port} dport=443 src=10.0.2.9 dst=10.0.1.17 sport=443 dport=${port} [ASSURED] mark=0 zone=0 use=2\n`;
  const path = place.put(
    "sgfp_bundle_x_y_20260115_120000.tar",
    makeTar([
      { name: "node_n/node_conntrack_mtu.txt", content: "90000 262144 " },
      { name: "node_n/node_conntrack_table.txt", content: Array.from({ length: 1000 }, (_, port) => line(port + 1024)).join("") },
    ]),
  );
  const { capped, total } = valueIn(await readBundle(path), "tableComposition");
  assert.equal(total, 1000);
  assert.match(capped?.because ?? "", /first 1000 lines only/);
  assert.doesNotMatch(capped?.because ?? "", /source NAT/);
  assert.deepEqual(valueIn(await readBundle(path), "tableUsage"), { count: 90_000, max: 262_144 });
});

test("our own: the snapshot as it was taken, filled from the files beside it, with its earlier sample", async () => {
  const bundle = await readBundle(join(fixtures, "ullage-node-a"));
  assert.deepEqual([bundle.layout, bundle.node, bundle.cluster, bundle.collectedAtFrom], ["ullage", "node-a", "prod", "the manifest"]);
  assert.deepEqual(bundle.remarks, ["/var/log/pods was not read when the bundle was made: no permission to read it"]);
  assert.equal(valueIn(bundle, "tableComposition").total, 621);
  assert.equal(valueIn(bundle, "slabMemory").objectBytes, 256);
  assert.equal(bundle.observation.now.monotonicMs - (bundle.observation.earlier?.monotonicMs ?? 0), 2000);
  assert.equal(bundle.observation.now.parts.resources?.status, "absent");
});

test("a recording is a bundle without a manifest", async () => {
  const bundle = await readBundle(join(fixtures, "../recordings/table-full-assured"));
  assert.deepEqual([bundle.layout, bundle.collectedAtFrom, bundle.observation.earlier !== undefined], ["ullage", "snapshot.json", true]);
});

test("a file that is not the one of the manifest is told", async () => {
  const members = membersOf(join(fixtures, "ullage-node-a")).map((member) =>
    member.name === "slabinfo.txt" ? { ...member, content: `${String(member.content)}\n` } : member,
  );
  const { remarks } = await readBundle(
    place.put("changed.tgz", gzipSync(makeTar(members.filter(({ name }) => name !== "node_conntrack_mtu.txt")))),
  );
  assert.ok(remarks.some((remark) => remark.startsWith("slabinfo.txt is not the file")));
  assert.ok(remarks.some((remark) => remark.startsWith("node_conntrack_mtu.txt is in the manifest and not")));
});

test("loose files are known by what is in them, with either end of line", async () => {
  const bundle = await readBundle(join(fixtures, "loose"));
  assert.deepEqual([bundle.layout, bundle.node, bundle.collectedAtMs], ["loose", "unknown", Date.UTC(2026, 0, 15, 12)]);
  assert.equal(bundle.collectedAtFrom, "the newest line of ring");
  assert.deepEqual(bundle.files.map(({ path, kind, used }) => [path, kind, used]).sort(), [
    ["all-sysctls", "sysctl", true],
    ["counters.out", "conntrack", true],
    ["ethtool-S-ens5.txt", "ethtool-statistics", true],
    ["notes.md", "unknown", false],
    ["ring", "kernel-log", true],
    ["what-we-saw.txt", "conntrack", true],
  ]);
  assert.deepEqual(valueIn(bundle, "settings").sysctls, { nf_conntrack_max: 1000, nf_conntrack_tcp_timeout_established: 86_400 });
  assert.deepEqual([valueIn(bundle, "tableUsage").count, valueIn(bundle, "tableUsage").max], [42, 1000]);
  assert.equal(valueIn(bundle, "cpuCounters").perCpu[0]?.counters["ignore"], 5);
  assert.equal(valueIn(bundle, "interfaceAllowances")[0]?.interfaceName, "ens5");
});

for (const [file, part] of [
  ["what-we-saw.txt", "tableComposition"],
  ["counters.out", "cpuCounters"],
  ["ring", "kernelLog"],
  ["all-sysctls", "settings"],
  ["ethtool-S-ens5.txt", "interfaceAllowances"],
] as const) {
  test(`${file} alone is a bundle`, async () => {
    const bundle = await readBundle(join(fixtures, "loose", file));
    assert.ok(presentParts(bundle).includes(part));
  });
}

test("a bundle with almost nothing in it says of every other part that it has none", async () => {
  const bundle = await readBundle(join(fixtures, "almost-nothing"));
  assert.deepEqual([bundle.node, presentParts(bundle)], ["node-z", ["kernel"]]);
});

test("without a name, a log or a manifest the newest file tells the time, and never today's clock", async () => {
  const path = place.put("counters.txt", "cpu=0   \tfound=1 drop=0\n");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const bundle = await readBundle(path);
  assert.deepEqual([bundle.collectedAtMs, bundle.observation.now.takenAtMs], [1_700_000_000_000, 1_700_000_000_000]);
  assert.equal(bundle.collectedAtFrom, "the time of the newest file in it");
});

const containers: readonly [string, (members: ReturnType<typeof membersOf>) => Buffer][] = [
  ["a tar", makeTar],
  ["a tar in gzip", (members) => gzipSync(makeTar(members))],
  [
    "a tar in several gzip members",
    (members) => Buffer.concat(members.map((member, at) => gzipSync(makeTar([member], { withEnd: at === members.length - 1 })))),
  ],
  ["a deflated zip", makeZip],
  ["a stored zip", (members) => makeZip(members, { method: "stored" })],
  ["a zip that was written as a stream", (members) => makeZip(members, { isStreamed: true })],
];

for (const [what, make] of containers) {
  for (const name of [eksName, sgfpName]) {
    test(`${what} of ${name.slice(0, 4)} gives the same as the directory`, async () => {
      const expected = await readBundle(join(fixtures, name));
      const found = await readBundle(place.put(`${name}.${what.replaceAll(" ", "-")}`, make(membersOf(join(fixtures, name), "./"))));
      assert.deepEqual(found.remarks, expected.remarks);
      for (const [part, reading] of Object.entries(expected.observation.now.parts)) {
        const other = found.observation.now.parts[part as PartName];
        assert.deepEqual(other?.status === "present" ? other.value : other, reading.status === "present" ? reading.value : reading, part);
      }
    });
  }
}

test("settings that come behind the table and differ from the kernel's are used all the same", async () => {
  const entry =
    "tcp 6 100 TIME_WAIT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [ASSURED] mark=0 use=1\n";
  const table = { name: "networking/conntrack.txt", content: `*** Output of conntrack -L ***\n${entry}` };
  const settings = { name: "sysctls/sysctl_all.txt", content: "net.netfilter.nf_conntrack_tcp_timeout_time_wait = 105\n" };
  for (const members of [
    [table, settings],
    [settings, table],
  ]) {
    const { byAge, total } = valueIn(await readBundle(place.put("order.tar", makeTar(members))), "tableComposition");
    assert.deepEqual([total, byAge["1s-to-10s"]], [1, 1]);
  }
});

const entry = (port: number) =>
  `udp 17 20 src=10.0.0.1 dst=10.0.0.2 sport=${port} dport=53 src=10.0.0.2 dst=10.0.0.1 sport=53 dport=${port} [ASSURED] mark=0 use=1\n`;
const run = (drop: number, ports: readonly number[]) =>
  `*** Output of conntrack -S *** \ncpu=0   \tfound=1 drop=${drop}\n*** Output of conntrack -L ***\n${ports.map(entry).join("")}`;
const probes = (time: string) => `curling https://x (1 of 5) ${time}UTC\n\n\nok\ncurling https://x (2 of 5) ${time}UTC\n\n\nok\n`;

test("of a collector that ran twice the last table is taken, and its times make the counters two samples", async () => {
  const members = [
    { name: "networking/conntrack.txt", content: run(10, [1, 2, 3]) + run(25, [3, 4]) },
    { name: "networking/conntrack6.txt", content: "*** Output of conntrack -L -f ipv6 ***\n" },
    { name: "networking/curl_api_server.txt", content: probes("2026-01-15T12:00:00.000") + probes("2026-01-15T12:10:00.000") },
  ];
  const bundle = await readBundle(place.put("eks_i-0_2026-01-15_1209-UTC_0.7.8.tar", makeTar(members)));
  assert.equal(valueIn(bundle, "tableComposition").total, 2);
  assert.equal(valueIn(bundle, "cpuCounters").perCpu[0]?.counters["drop"], 25);
  const { earlier, now } = bundle.observation;
  assert.deepEqual([now.monotonicMs - (earlier?.monotonicMs ?? 0), earlier?.takenAtMs], [600_000, Date.UTC(2026, 0, 15, 12)]);
  const before = earlier?.parts.cpuCounters;
  assert.equal(before?.status === "present" ? before.value.perCpu[0]?.counters["drop"] : undefined, 10);
});

test("two samples without times are no increase", async () => {
  const bundle = await readBundle(place.put("twice.txt", run(10, [1]) + run(25, [2])));
  assert.equal(bundle.observation.earlier, undefined);
  assert.equal(valueIn(bundle, "cpuCounters").perCpu[0]?.counters["drop"], 25);
  assert.ok(bundle.remarks.some((remark) => remark.includes("nothing tells when")));
});

test("samples that our own collector dated are compared", async () => {
  const content = "# 2026-01-15T12:00:00.000Z\ncpu=0 found=1 drop=1\n# 2026-01-15T12:00:02.000Z\ncpu=0 found=1 drop=4\n";
  const { earlier, now } = (await readBundle(place.put("conntrack_stats.txt", content))).observation;
  assert.equal(now.monotonicMs - (earlier?.monotonicMs ?? 0), 2000);
});

test("a table that was cut inside an entry is said to be a part", async () => {
  const text = `*** Output of conntrack -L ***\n${entry(1)}${entry(2).slice(0, 40)}`;
  const table = valueIn(await readBundle(place.put("cut.txt", text)), "tableComposition");
  assert.deepEqual([table.total, table.capped?.by], [1, "time"]);
});

test("two bundles of one node are compared in the order of their own times", async () => {
  const later = place.put("later_20260115T130000Z.txt", "cpu=0   \tfound=1 drop=9\n");
  const before = place.put("before_20260115T120000Z.txt", "cpu=0   \tfound=1 drop=2\n");
  const { observation, origin } = await readBundles([later, before]);
  assert.equal(origin, "later_20260115T130000Z.txt and before_20260115T120000Z.txt");
  assert.deepEqual(
    [observation.earlier?.takenAtMs, observation.now.monotonicMs - (observation.earlier?.monotonicMs ?? 0)],
    [Date.UTC(2026, 0, 15, 12), 3_600_000],
  );
});

test("bundles of two nodes are not compared", async () => {
  const paths = [join(fixtures, eksName), join(fixtures, "ullage-node-a")];
  await assert.rejects(readBundles(paths), { code: "bundle-mismatch" });
});

test("the same bundle twice is one", async () => {
  const { observation, remarks } = await readBundles([join(fixtures, sgfpName), join(fixtures, sgfpName)]);
  assert.equal(observation.earlier, undefined);
  assert.ok(remarks.some((remark) => remark.includes("of the same time")));
});

test("the table of our own bundle is counted where its snapshot has not counted it, wherever it stands", async () => {
  const members = membersOf(join(fixtures, "ullage-node-a")).map((member) => {
    if (member.name !== "snapshot.json") return member;
    const snapshot = JSON.parse(String(member.content));
    delete snapshot.parts.tableComposition;
    return { ...member, content: JSON.stringify(snapshot) };
  });
  const tableFirst = members.toSorted(
    (left, right) => Number(left.name !== "node_conntrack_table.txt") - Number(right.name !== "node_conntrack_table.txt"),
  );
  for (const order of [tableFirst, tableFirst.toReversed()]) {
    const bundle = await readBundle(place.put("ours.tar", makeTar(order)));
    assert.equal(valueIn(bundle, "tableComposition").total, 42);
    assert.equal(bundle.files.find(({ path }) => path === "node_conntrack_table.txt")?.used, true);
  }
});

test("a manifest that comes last is compared with every file of a tar", async () => {
  const members = membersOf(join(fixtures, "ullage-node-a")).map((member) =>
    member.name === "node_conntrack_table.txt" ? { ...member, content: "tcp 6 5 CLOSE" } : member,
  );
  const manifestLast = members.toSorted((left, right) => Number(left.name === "manifest.json") - Number(right.name === "manifest.json"));
  const { remarks } = await readBundle(place.put("last.tar", makeTar(manifestLast)));
  assert.deepEqual(
    remarks.filter((remark) => remark.includes("checksum")),
    ["node_conntrack_table.txt is not the file that the manifest was written for: its checksum differs"],
  );
});
