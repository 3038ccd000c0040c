import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { reasonToSkip, waitFor } from "./server-process.ts";
import { startAlertmanager } from "./start-alertmanager.ts";
import { startExposition } from "./start-exposition.ts";
import { startPrometheus } from "./start-prometheus.ts";
import { startReceiver } from "./start-receiver.ts";

const skip = reasonToSkip("prometheus", "prometheus-alertmanager") ?? false;
const contentType = "text/plain; version=0.0.4";

test("Prometheus scrapes what the test serves, and is gone after its end", { skip, timeout: 60_000 }, async (t) => {
  const exposition = await startExposition(() => ({ body: "answer 42\n", contentType }));
  t.after(() => exposition.stop());
  const prometheus = await startPrometheus({ targets: [{ job: "it", address: exposition.address }] });
  t.after(() => prometheus.stop());
  const [sample] = await waitFor(
    "a sample",
    () => prometheus.query("answer"),
    (samples) => samples.length > 0,
  );
  assert.equal(sample?.value[1], "42");
  assert.deepEqual(
    (await prometheus.targets()).map(({ health }) => health),
    ["up"],
  );
  await prometheus.stop();
  assert.equal(existsSync(`/proc/${prometheus.pid}`), false);
});

test("an alert that Prometheus fires comes to the test's receiver, and its end as well", { skip, timeout: 60_000 }, async (t) => {
  let value = 1;
  const exposition = await startExposition(() => ({ body: `answer ${value}\n`, contentType }));
  t.after(() => exposition.stop());
  const receiver = await startReceiver();
  t.after(() => receiver.stop());
  const alertmanager = await startAlertmanager({ webhookUrl: receiver.url });
  t.after(() => alertmanager.stop());
  const prometheus = await startPrometheus({
    targets: [{ job: "it", address: exposition.address }],
    rules: [JSON.stringify({ groups: [{ name: "it", rules: [{ alert: "Answered", expr: "answer > 0" }] }] })],
    alertmanager: alertmanager.address,
  });
  t.after(() => prometheus.stop());
  const waitForStatus = (wanted: string) =>
    waitFor(
      `the status ${wanted}`,
      () => receiver.payloads.map(({ status }) => status),
      (said) => said.some((status) => status === wanted),
    );
  await waitForStatus("firing");
  value = 0;
  await waitForStatus("resolved");
});

test("a server that cannot start says why, and leaves nothing behind", { skip, timeout: 60_000 }, async () => {
  await assert.rejects(startPrometheus({ targets: [{ job: "", address: "127.0.0.1:1" }] }), /job_name/);
});
