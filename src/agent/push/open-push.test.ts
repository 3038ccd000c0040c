import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../../test/until.ts";
import { agentFamilies } from "../../metrics/agent-families.ts";
import { ordinaryStatus } from "../../metrics/agent-status.case.ts";
import type { MetricFamily } from "../../metrics/metric-family.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import { createLogger } from "../../platform/logger.ts";
import { WorkLedger } from "../works/work-ledger.ts";
import { openPush, type PushOptions } from "./open-push.ts";
import { OtlpReceiver, takeIt, takePart } from "./otlp-receiver.case.ts";

const families = agentFamilies(ordinaryStatus(), { compatibility: true });

async function receiving(t: TestContext): Promise<{ readonly receiver: OtlpReceiver; readonly endpoint: string }> {
  const receiver = new OtlpReceiver();
  const endpoint = await receiver.listen();
  t.after(() => receiver.close());
  return { receiver, endpoint };
}

/** Every fifth of a second, unless said otherwise. */
async function pushing(t: TestContext, options: Partial<PushOptions> & Pick<PushOptions, "endpoint">) {
  const lines: string[] = [];
  const ledger = new WorkLedger(systemClock);
  const push = await openPush({
    ...{ headers: {}, intervalSeconds: 0.2, families: () => families, resource: {}, ledger },
    logger: createLogger({ clock: systemClock, form: "json", write: (line) => lines.push(line) }),
    ...options,
  });
  t.after(() => push.close());
  return { push, lines, work: () => ledger.list()[0]! };
}

test("what is pushed is what a scrape says, as the official definitions have it", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  const at = 1_763_700_000_123;
  const clock: Clock = { nowMs: () => at, monotonicMs: systemClock.monotonicMs };
  await pushing(t, { endpoint, clock, headers: { "x-tenant": "shop" }, resource: { "k8s.node.name": "node-a" } });
  await until("a push", () => receiver.pushes.length > 0);
  const { path, headers, resource, metrics } = receiver.pushes[0]!;
  assert.equal(path, "/v1/metrics");
  assert.equal(headers["content-type"], "application/x-protobuf");
  assert.equal(headers["x-tenant"], "shop");
  assert.deepEqual(resource, { "service.name": "ullage", "k8s.node.name": "node-a" });
  assert.deepEqual(
    metrics.map(({ name, description, sum, gauge }) => {
      const points = (sum ?? gauge)!.points.map(({ attributes, value }) => ({ attributes, value }));
      return { name, description, isCounter: sum !== undefined, points };
    }),
    families.map(({ metric, samples }) => ({
      name: metric.name,
      description: metric.help,
      isCounter: metric.type === "counter",
      points: samples.map(({ labels, value }) => ({
        attributes: Object.fromEntries(metric.labels.map((name, index) => [name, labels[index]]).filter(([, text]) => text !== "")),
        value,
      })),
    })),
  );
  for (const { name, sum, gauge } of metrics) {
    if (sum !== undefined)
      assert.deepEqual([sum.isMonotonic, sum.aggregationTemporality], [true, "AGGREGATION_TEMPORALITY_CUMULATIVE"], name);
    assert.deepEqual(new Set((sum ?? gauge)!.points.map(({ atMs }) => atMs)), new Set([at]), name);
  }
  const startOf = (name: string) => metrics.find((metric) => metric.name === name)?.sum?.points[0]?.startMs;
  assert.equal(startOf("ullage_work_runs_total"), ordinaryStatus().startedAtMs);
  assert.equal(startOf("ullage_table_drops_total"), 1_763_613_600_000);
  assert.equal(startOf("ullage_interface_allowance_exceeded_total"), 0, "nobody knows when a driver was loaded");
  const unitOf = (name: string) => metrics.find((metric) => metric.name === name)?.unit;
  assert.deepEqual(
    [
      "ullage_agent_cpu_seconds_total",
      "ullage_agent_heap_bytes",
      "ullage_table_use_ratio",
      "ullage_table_drops_total",
      "ullage_build_info",
    ].map(unitOf),
    ["s", "By", "1", "{packets}", ""],
  );
});

test("a path that is given is kept", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  await pushing(t, { endpoint: `${endpoint}/api/v1/otlp/v1/metrics` });
  await until("a push", () => receiver.pushes.length > 0);
  assert.equal(receiver.pushes[0]?.path, "/api/v1/otlp/v1/metrics");
});

test("pushes go over one connection that stays open", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  const { push, work } = await pushing(t, { endpoint });
  await until("five pushes", () => push.delivery().sent >= 5);
  assert.equal(receiver.connections.length, 1);
  assert.deepEqual({ ...push.delivery(), sent: 0 }, { to: "otlp", sent: 0, failures: 0, waiting: 0, dropped: 0 });
  assert.deepEqual([work().work, work().failures], ["otlp", 0]);
});

/** One gauge that says how often it was asked for. */
function counted() {
  let count = 0;
  return (): readonly MetricFamily[] => [{ metric: families[1]!.metric, samples: [{ labels: [], value: ++count }] }];
}

const pointsOf = ({ pushes }: OtlpReceiver) => pushes.flatMap(({ metrics }) => metrics[0]?.gauge?.points ?? []);

test("what a receiver did not take is kept and sent afterwards, oldest first, each with its own time", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  receiver.answer = (_request, response) => response.writeHead(503, "not today").end();
  const { push, work } = await pushing(t, { endpoint, families: counted() });
  await until("two failures and several states", () => push.delivery().failures >= 2 && push.delivery().waiting >= 3);
  const during = push.delivery();
  assert.deepEqual([during.sent, during.dropped], [0, 0]);
  assert.notEqual(during.reason, undefined);
  assert.equal(work().failures, during.failures);
  receiver.pushes.splice(0);
  receiver.answer = takeIt;
  await until("nothing to wait", () => push.delivery().waiting === 0 && push.delivery().sent >= 3);
  assert.deepEqual([push.delivery().reason, push.delivery().dropped], [undefined, 0]);
  const points = pointsOf(receiver);
  assert.deepEqual(
    points.map(({ value }) => value),
    points.map((_, place) => place + 1),
  );
  const times = points.map(({ atMs }) => atMs);
  assert.ok(times.every((atMs, place) => place === 0 || atMs > times[place - 1]!));
});

test("what a receiver will never take is given up, counted, and holds up nothing behind it", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  receiver.answer = (_request, response) => response.writeHead(400, "not like this").end();
  const { push } = await pushing(t, { endpoint, families: counted() });
  await until("two failures", () => push.delivery().failures >= 2);
  receiver.pushes.splice(0);
  receiver.answer = takeIt;
  await until("a push", () => push.delivery().sent >= 1);
  const { dropped, failures } = push.delivery();
  assert.equal(dropped, failures);
  assert.equal(pointsOf(receiver)[0]?.value, failures + 1);
});

test("a receiver that comes later is found", async (t) => {
  const early = new OtlpReceiver();
  const endpoint = await early.listen();
  const { port } = early;
  await early.close();
  const { push } = await pushing(t, { endpoint });
  await until("a failure", () => push.delivery().failures >= 1);
  assert.match(push.delivery().reason!, /ECONNREFUSED/);
  const receiver = new OtlpReceiver();
  await receiver.listen(port);
  t.after(() => receiver.close());
  await until("a push", () => push.delivery().sent >= 1);
  assert.equal(push.delivery().reason, undefined);
});

test("a receiver that takes and never answers is left after a while, with one attempt at a time and one connection at a time", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  let open = 0;
  let most = 0;
  receiver.answer = (request) => {
    most = Math.max(most, ++open);
    request.socket.once("close", () => open--);
  };
  const { push } = await pushing(t, { endpoint });
  await until("three failures", () => push.delivery().failures >= 3);
  assert.equal(push.delivery().sent, 0);
  assert.ok(most <= 2, `${most} attempts at once`);
  receiver.answer = takeIt;
  await until("a push", () => push.delivery().sent >= 1);
});

test("a receiver whose answer never ends is cut off, and the work says so", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  receiver.answer = (_request, response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("\0"), 20);
    response.once("close", () => clearInterval(drip));
  };
  const { push, work } = await pushing(t, { endpoint });
  await until("it is cut off", () => work().cutOffs >= 1);
  assert.equal(push.delivery().failures, work().failures);
  await until("the connection is gone", () => receiver.connections[0]?.destroyed === true);
  receiver.answer = takeIt;
  await until("a push", () => push.delivery().sent >= 1);
});

test("what a receiver took only in part is logged in harmless words", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  receiver.answer = takePart(3, "name \u001b[31mtoo long");
  const { push, lines } = await pushing(t, { endpoint });
  await until("it is said", () => lines.length > 0);
  assert.ok(push.delivery().sent >= 1);
  const { message, because }: { readonly message: string; readonly because: string } = JSON.parse(lines[0]!);
  assert.equal(message, "OpenTelemetry's exporter has something to say");
  assert.match(because, /too long/);
  assert.ok(!because.includes("\u001b"));
});

test("closing ends an attempt that hangs, and nothing is sent afterwards", async (t) => {
  const { receiver, endpoint } = await receiving(t);
  receiver.answer = () => {};
  const { push } = await pushing(t, { endpoint, intervalSeconds: 2 });
  await until("an attempt", () => receiver.pushes.length > 0);
  await push.close();
  await until("the connection is gone", () => receiver.connections.every((socket) => socket.destroyed));
  // Longer than the exporter waits before it tries again.
  await sleep(1300);
  assert.equal(receiver.pushes.length, 1);
  assert.equal(push.delivery().failures, 0, "the end of the agent is no failure of the receiver");
});

test("nothing is asked of an agent that is being put together", async (t) => {
  const { endpoint } = await receiving(t);
  let asked = 0;
  const counting = () => {
    asked++;
    return families;
  };
  await pushing(t, { endpoint, families: counting });
  assert.equal(asked, 0);
  await until("it is asked", () => asked > 0);
});

test("an address that is none is refused before anything is loaded", async () => {
  const options = { headers: {}, intervalSeconds: 1, families: () => [], resource: {}, ledger: new WorkLedger(systemClock) };
  const logger = createLogger({ clock: systemClock, form: "text", write: () => {} });
  for (const endpoint of ["collector:4318", "", "ftp://collector/"]) {
    await assert.rejects(openPush({ ...options, logger, endpoint }), /is no address/);
  }
});
