import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parse as parseYaml } from "yaml";
import { planResultSchema } from "../../src/contract/plan-result.ts";
import { assertGolden } from "./golden-file.ts";
import { runUllage } from "./run-ullage.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-plan-"));
const recording = (name: string) => ["--bundle", `fixtures/recordings/${name}`];

/** A node of whose table two workloads have most: 60 closed connections of the cart, of which 20 are younger than ten seconds, and 30 questions. */
const saved = fileOf(
  "conntrack.txt",
  [
    ...Array.from({ length: 60 }, (_, index) => {
      const left = index < 20 ? 110 + (index % 10) : 109 - index;
      const port = 40_000 + index;
      return `ipv4     2 tcp      6 ${left} TIME_WAIT src=10.0.0.1 dst=10.0.0.2 sport=${port} dport=80 src=10.0.0.2 dst=10.0.0.1 sport=80 dport=${port} [ASSURED] mark=0 use=1`;
    }),
    ...Array.from({ length: 30 }, (_, index) => {
      const port = 50_000 + index;
      return `ipv4     2 udp      17 ${29 - index} src=10.0.0.2 dst=10.96.0.10 sport=${port} dport=53 src=10.0.0.9 dst=10.0.0.2 sport=53 dport=${port} mark=0 use=1`;
    }),
  ].join("\n"),
);

/** As `kubectl get pods -A -o json` lists them. */
const pods = fileOf(
  "pods.json",
  JSON.stringify({
    kind: "List",
    items: [
      podOf("cart-7d9f6c5b8-x2x4q", "10.0.0.1"),
      podOf("pay-5f6d7c8b9-abcde", "10.0.0.2"),
      // Most workloads have a service of their name.
      {
        kind: "Service",
        metadata: { name: "cart", namespace: "shop" },
        spec: { clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"], ports: [{ port: 80, protocol: "TCP" }] },
      },
      podOf("pay-66d7c8b9f-xyzab", "10.0.9.2", "elsewhere"),
    ],
  }),
);

function podOf(name: string, podIP: string, namespace = "shop") {
  const owner = name.split("-").slice(0, 2).join("-");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, uid: name, ownerReferences: [{ kind: "ReplicaSet", name: owner, controller: true }] },
    spec: { nodeName: "node-a" },
    status: { phase: "Running", podIP, podIPs: [{ ip: podIP }] },
  };
}

function fileOf(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function resultOf(...args: readonly string[]) {
  const { stdout, stderr, status } = runUllage(["plan", ...args, "--output", "json"]);
  assert.deepEqual([stderr, status], ["", 0]);
  return planResultSchema.strict().parse(JSON.parse(stdout));
}

test("ullage plan --help says what help.txt holds", () => {
  const { status, stdout } = runUllage(["plan", "--help"]);
  assertGolden("plan/help.txt", stdout);
  assert.equal(status, 0);
});

for (const [golden, args] of [
  ["recommended.txt", recording("full-churn")],
  ["enough.txt", recording("quiet-node")],
  ["time-wait.txt", [...recording("full-churn"), "--timeout", "time_wait=30"]],
  ["time-wait.md", [...recording("full-churn"), "--timeout", "time_wait=30", "--output", "markdown"]],
  ["two-changes.txt", [...recording("table-full-assured"), "--max", "524288", "--timeout", "established=10800"]],
] as const) {
  test(`ullage plan ${args.join(" ")} says what ${golden} holds`, () => {
    const { status, stdout, stderr } = runUllage(["plan", ...args]);
    assert.deepEqual([status, stderr], [0, ""]);
    assertGolden(`plan/${golden}`, stdout);
  });
}

test("YAML says what JSON says", () => {
  const yaml: unknown = parseYaml(runUllage(["plan", ...recording("full-churn"), "--output", "yaml"]).stdout);
  assert.deepEqual(planResultSchema.strict().parse(yaml), resultOf(...recording("full-churn")));
});

const named = ["--bundle", saved, "--pods", pods];

test("a saved table is counted by workload, and its rate gives what is there", () => {
  const { today, byWorkload, byClass, occupancy, isRecommended } = resultOf(...named);
  assert.deepEqual([today.entries.estimate, isRecommended], [90, true]);
  assert.deepEqual(
    byWorkload.filter((one) => one.today > 0).map(({ workload, today }) => [workload, today]),
    [
      ["Deployment shop/cart", 60],
      ["Deployment shop/pay", 30],
    ],
  );
  assert.deepEqual(
    byClass.map((one) => [one.class, one.today]),
    [
      ["tcpTimeWait", 60],
      ["udp", 30],
    ],
  );
  assert.equal(occupancy.find((one) => one.class === "tcpTimeWait")?.birthsPerSecond, 2);
});

for (const [what, args, entries] of [
  ["a timeout by its short name", ["--timeout", "udp=10"], 70],
  ["connections used again by the end of a workload's name", ["--reuse", "cart=10"], 36],
  ["a port that is not tracked", ["--untrack", "udp/53"], 60],
  ["a workload that is gone, as client and as server", ["--remove", "shop/cart"], 30],
  ["one by the address that it has", ["--remove", "10.0.0.1"], 30],
  ["another that is client of one half and server of the other", ["--remove", "Deployment shop/pay"], 0],
  ["one by its kind as kubectl writes it", ["--remove", "deploy/shop/cart"], 30],
  ["several at once", ["--remove", "cart", "--untrack", "udp/53", "--timeout", "tcp_time_wait=30"], 0],
] as const) {
  test(`${what} leaves ${entries} of 90 entries`, () => {
    const { tomorrow, isRecommended, plans } = resultOf(...named, ...args);
    assert.deepEqual([tomorrow.entries.estimate, isRecommended], [entries, false]);
    for (const { rating, undo, verify } of plans) assert.ok(rating !== "GREEN" && undo.length > 0 && verify.length > 0);
  });
}

test("without names a workload is its address", () => {
  const { byWorkload } = resultOf("--bundle", saved, "--no-names", "--remove", "10.0.0.1");
  assert.deepEqual(
    byWorkload.map(({ workload, tomorrow }) => [workload, tomorrow?.estimate]),
    [
      ["10.0.0.1", 0],
      ["10.0.0.2", 30],
    ],
  );
});

test("this machine is planned for, and nothing on it is changed", () => {
  const { origin, plans, windowSeconds } = resultOf("--max", "2147483647", "--window", "0");
  assert.deepEqual([origin, windowSeconds], ["live", 0]);
  assert.equal(plans[0]?.id, "raise-limit-at-once");
});

const noConntrack = ["--proc", "fixtures/proc/linux-6.18-no-conntrack/proc"];

for (const [what, args, status, says] of [
  ["an unknown timeout is told which it may be", ["--timeout", "tim_wait=30"], 64, /There is no timeout tim_wait.*tcp_time_wait/],
  ["a timeout without seconds", ["--timeout", "udp"], 64, /name=seconds/],
  ["a timeout of nothing", ["--timeout", "udp=0"], 64, /from 1 to/],
  ["no limit at all", ["--max", "0"], 64, /from 1 to 2147483647/],
  ["a limit that is none", ["--max", "many"], 64, /from 1 to 2147483647/],
  ["less than one request a connection", ["--reuse", "cart=0.5"], 64, /at least 1 request/],
  ["a reuse of nobody", ["--reuse", "=3"], 64, /workload=requests/],
  ["a timeout with two values", ["--timeout", "udp=10", "--timeout", "udp_timeout=20"], 64, /given twice, before with 10/],
  ["a reuse with two values", ["--reuse", "cart=10", "--reuse", "cart=20"], 64, /given twice, before with 10/],
  ["a reuse by two names", [...named, "--reuse", "cart=10", "--reuse", "10.0.0.1=20"], 64, /given twice for Deployment shop\/cart/],
  ["a reuse of what is removed", [...named, "--reuse", "cart=10", "--remove", "shop/cart"], 64, /shop\/cart is removed/],
  [
    "a name of several workloads",
    [...named, "--remove", "pay"],
    64,
    /several workloads have the name pay: Deployment shop\/pay, Deployment elsewhere\/pay/,
  ],
  ["a workload without an entry", [...named, "--remove", "elsewhere/pay"], 64, /no workload Deployment elsewhere\/pay in the table/],
  ["a port of no protocol", ["--untrack", "53"], 64, /tcp\/PORT or udp\/PORT/],
  ["a port that is none", ["--untrack", "tcp/70000"], 64, /from 1 to 65535/],
  [
    "a workload that is not in the table",
    [...named, "--remove", "crat"],
    64,
    /no workload crat in the table\. Nearest: Deployment shop\/cart/,
  ],
  ["a workload whose name would colour the terminal", [...named, "--reuse", "\x1b[31mcrat=2"], 64, /no workload \\x1b\[31mcrat/],
  ["something taken out of a table that was not saved", [...recording("full-churn"), "--untrack", "udp/53"], 66, /table-absent/],
  ["a window of what was saved", [...named, "--window", "3"], 64, /--window.* cannot be used with .*--bundle/],
  ["a bundle that is not there", ["--bundle", "nowhere.tar.gz"], 66, /does not exist \(file-missing\)/],
  ["a kernel without conntrack", noConntrack, 66, /is not loaded.*\(table-absent\)/],
] as const) {
  test(`${what} is refused with ${status} and nothing is answered`, () => {
    const run = runUllage(["plan", ...args]);
    assert.deepEqual([run.status, run.stdout], [status, ""], run.stderr);
    assert.match(run.stderr, says);
    assert.ok(!run.stderr.includes("\x1b"));
  });
}
