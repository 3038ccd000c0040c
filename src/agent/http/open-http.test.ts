import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { until } from "../../../test/until.ts";
import { agentHealthSchema, agentReadinessSchema } from "../../contract/agent-health.ts";
import { agentSnapshotSchema } from "../../contract/agent-snapshot.ts";
import { apiFailureSchema } from "../../contract/api-failure.ts";
import { diagnoseResultSchema } from "../../contract/diagnose-result.ts";
import { incidentListSchema } from "../../contract/incident-list.ts";
import { topFrameSchema } from "../../contract/top-frame.ts";
import { bareStatus, ordinaryStatus } from "../../metrics/agent-status.case.ts";
import { diagnoseResult } from "../../report/diagnose-result.ts";
import { keptIncidents, statusOfRecording } from "../../report/status-page.case.ts";
import { type IncidentArchive, WalkRefused } from "../agent-parts.ts";
import { ask, openCase, watchOf } from "./agent-http.case.ts";

const archive: IncidentArchive = {
  list: () => keptIncidents,
  open: (name) => (name === keptIncidents[0]?.name ? { bytes: 6, stream: Readable.from([Buffer.from("bundle")]) } : undefined),
};

test("the metrics listener has metrics and health, and nothing that names workloads one by one", async (t) => {
  const { addresses } = await openCase(t);
  const codes = await Promise.all(
    ["/metrics", "/healthz", "/readyz", "/", "/v1/diagnose", "/v1/collect"].map(
      async (path) => (await ask(addresses.metrics, path)).status,
    ),
  );
  assert.deepEqual(codes, [200, 200, 200, 404, 404, 404]);
});

test("a scraper gets the form that it asks for", async (t) => {
  const { addresses } = await openCase(t);
  const plain = await ask(addresses.metrics, "/metrics");
  const open = await ask(addresses.metrics, "/metrics", {
    headers: { accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" },
  });
  assert.equal(plain.text, 'format_info{format="prometheus"} 1\n');
  assert.equal(open.text, 'format_info{format="openmetrics"} 1\n');
  assert.match(open.headers["content-type"] ?? "", /^application\/openmetrics-text/);
});

test("a large answer is packed for who takes it packed, and is the same", async (t) => {
  const body = "ullage_table_entries 1\n".repeat(500);
  const { addresses } = await openCase(t, { metrics: () => body });
  const packed = await ask(addresses.metrics, "/metrics", { headers: { "accept-encoding": "gzip" } });
  assert.equal(packed.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(packed.bytes).toString(), body);
  assert.equal((await ask(addresses.metrics, "/metrics", { headers: { "accept-encoding": "gzip;q=0, br" } })).text, body);
});

test("each answer of the API is what its schema promises", async (t) => {
  const status = await statusOfRecording("full-churn-of-a-deployment");
  const { addresses } = await openCase(t, { watch: watchOf(status), incidents: archive });
  const at = addresses.api ?? "";
  const snapshot = agentSnapshotSchema.strict().parse((await ask(at, "/v1/snapshot")).json());
  assert.equal(snapshot.agent.works.length, 4);
  const diagnosis = (await ask(at, "/v1/diagnose")).json();
  diagnoseResultSchema.strict().parse(diagnosis);
  assert.deepEqual(diagnosis, JSON.parse(JSON.stringify(diagnoseResult(status.judgement!.diagnosis))));
  const frame = topFrameSchema.strict().parse((await ask(at, "/v1/top?by=namespace&limit=2")).json());
  assert.deepEqual([frame.by, frame.traffic?.groups.map(({ key }) => key)], ["namespace", ["shop", "kube-system"]]);
  assert.equal(frame.forecast.kind, "full", "the agent's own forecast, which rests on more than one walk");
  const { incidents } = incidentListSchema.strict().parse((await ask(at, "/v1/incidents")).json());
  assert.deepEqual(
    incidents.map(({ endedAt }) => endedAt),
    [null, "2026-01-14T03:41:00.000Z"],
  );
  agentHealthSchema.strict().parse((await ask(at, "/healthz?format=json")).json());
  agentReadinessSchema.strict().parse((await ask(at, "/readyz", { headers: { accept: "application/json" } })).json());
});

test("the verdict comes as text and as Markdown for who asks so", async (t) => {
  const { addresses } = await openCase(t);
  const types = await Promise.all(
    [
      ["/v1/diagnose?format=text", {}],
      ["/v1/diagnose?format=markdown", {}],
      ["/v1/diagnose", { accept: "text/markdown" }],
      ["/v1/diagnose", { accept: "text/html, */*;q=0.1" }],
    ].map(
      async ([path, headers]) =>
        (await ask(addresses.api ?? "", path as string, { headers: headers as Record<string, string> })).headers["content-type"],
    ),
  );
  assert.deepEqual(types, [
    "text/plain; charset=utf-8",
    "text/markdown; charset=utf-8",
    "text/markdown; charset=utf-8",
    "application/json; charset=utf-8",
  ]);
});

test("walk=now answers by one walk, and a refused walk says when to ask again", async (t) => {
  const walked = { ...ordinaryStatus(), judgement: (await statusOfRecording("full-churn")).judgement! };
  const { addresses } = await openCase(t, { watch: watchOf(ordinaryStatus(), async () => walked) });
  const limits = await Promise.all(
    ["/v1/diagnose", "/v1/diagnose?walk=now"].map(
      async (path) => diagnoseResultSchema.parse((await ask(addresses.api ?? "", path)).json()).verdict.limit,
    ),
  );
  assert.deepEqual(limits, ["approaching-limit", "kernel-table-full"]);
  const refusing = await openCase(t, {
    watch: watchOf(ordinaryStatus(), async () => {
      throw new WalkRefused("walked 2 s ago", 7.2);
    }),
  });
  const { status, headers, json } = await ask(refusing.addresses.api ?? "", "/v1/top?walk=now");
  assert.deepEqual([status, headers["retry-after"], apiFailureSchema.parse(json()).error.code], [429, "8", "walk-refused"]);
});

for (const [what, method, path, options, code, more] of [
  ["a path that there is not", "GET", "/v2", {}, "path-unknown", {}],
  ["a path above another", "GET", "/v1/../metrics", {}, "path-unknown", {}],
  ["another method", "DELETE", "/v1/diagnose", {}, "method-unsuitable", { allow: "GET, HEAD" }],
  ["reading the alerts", "GET", "/v1/alerts", {}, "method-unsuitable", { allow: "POST" }],
  ["a misspelt parameter", "GET", "/v1/top?bye=pod", {}, "parameter-unknown", {}],
  ["a parameter twice", "GET", "/v1/top?by=pod&by=port", {}, "parameter-malformed", {}],
  ["a dimension that there is not", "GET", "/v1/top?by=planet", {}, "parameter-malformed", {}],
  ["a limit in words", "GET", "/v1/top?limit=1e9", {}, "parameter-malformed", {}],
  ["a window of a day", "GET", "/v1/collect?window=86400", {}, "parameter-malformed", {}],
  ["a form that there is not", "GET", "/v1/diagnose?format=yaml", {}, "parameter-malformed", {}],
  ["a picture of the verdict", "GET", "/v1/diagnose", { headers: { accept: "image/png" } }, "not-acceptable", {}],
  ["an incident that is not kept", "GET", "/v1/incidents/other.tar.gz", {}, "incident-unknown", {}],
  ["an incident of another directory", "GET", "/v1/incidents/..%2f..%2fetc%2fshadow", {}, "incident-unknown", {}],
  ["an incident's name that is cut", "GET", "/v1/incidents/%e0%a4%a", {}, "path-unknown", {}],
  [
    "alerts as a form",
    "POST",
    "/v1/alerts",
    { body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
    "body-type",
    {},
  ],
  [
    "packed alerts",
    "POST",
    "/v1/alerts",
    { body: "{}", headers: { "content-type": "application/json", "content-encoding": "gzip" } },
    "body-type",
    {},
  ],
  ["half of an alert", "POST", "/v1/alerts", { body: '{"alerts":', headers: { "content-type": "application/json" } }, "body-malformed", {}],
  [
    "bytes that are no text",
    "POST",
    "/v1/alerts",
    { body: Buffer.from([0x22, 0xff, 0x22]), headers: { "content-type": "application/json" } },
    "body-malformed",
    {},
  ],
] as const) {
  test(`${what} is refused as ${code}`, async (t) => {
    const { addresses } = await openCase(t, { incidents: archive });
    const { headers, json } = await ask(addresses.api ?? "", path, { method, ...options });
    const { error } = apiFailureSchema.strict().parse(json());
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(more)) assert.equal(headers[name], value);
  });
}

test("a path that there is not is told what there is", async (t) => {
  const { addresses } = await openCase(t, { incidents: archive });
  const { paths = [] } = apiFailureSchema.parse((await ask(addresses.api ?? "", "/v1")).json());
  assert.ok(paths.includes("GET /v1/incidents/:name") && paths.includes("POST /v1/alerts"), paths.join(", "));
});

for (const [what, headers] of [
  ["said to be so long", {}],
  ["of no said length", { "transfer-encoding": "chunked" }],
] as const) {
  test(`a body of more than 1 MB, ${what}, is not read to its end`, async (t) => {
    const { addresses } = await openCase(t);
    const body = Buffer.alloc(1_048_577 + 65_536, " ");
    const length = "transfer-encoding" in headers ? {} : { "content-length": String(body.length) };
    const answer = ask(addresses.api ?? "", "/v1/alerts", {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...length, ...headers },
    });
    // The rest of the body may meet a closed connection before the answer is read; then that is what the client sees.
    const outcome = await answer.then(
      ({ status }) => status,
      (error: NodeJS.ErrnoException) => error.code,
    );
    assert.ok(outcome === 413 || outcome === "EPIPE" || outcome === "ECONNRESET", String(outcome));
  });
}

test("alerts are answered with what is made of them", async (t) => {
  const { addresses } = await openCase(t);
  const headers = { "content-type": "application/json; charset=utf-8" };
  const { status, json } = await ask(addresses.api ?? "", "/v1/alerts", { method: "POST", body: '{"alerts":[]}', headers });
  assert.deepEqual([status, json()], [200, { payload: { alerts: [] } }]);
});

test("HEAD has the headers of GET and no body, and collects nothing", async (t) => {
  let collected = 0;
  const { addresses } = await openCase(t, {
    incidents: archive,
    collect: async () => {
      collected++;
    },
  });
  const at = addresses.api ?? "";
  for (const path of ["/metrics", "/v1/diagnose", "/", `/v1/incidents/${keptIncidents[0]?.name}`]) {
    const [head, get] = await Promise.all([ask(at, path, { method: "HEAD" }), ask(at, path)]);
    assert.deepEqual([head.status, head.text, head.headers["content-length"]], [200, "", String(get.bytes.length)], path);
  }
  assert.equal((await ask(at, "/v1/collect", { method: "HEAD" })).status, 200);
  assert.equal(collected, 0);
});

test("a bundle is streamed under a name that says of which node and when", async (t) => {
  const asked: unknown[] = [];
  const { addresses } = await openCase(t, {
    collect: async (output, request) => {
      asked.push(request);
      output.write("first ");
      output.write("second");
    },
  });
  const { headers, text } = await ask(addresses.api ?? "", "/v1/collect?window=0.5&redact=true");
  const named = await ask(addresses.api ?? "", "/v1/collect");
  assert.deepEqual([headers["content-type"], text], ["application/gzip", "first second"]);
  assert.equal(headers["content-disposition"], 'attachment; filename="ullage-redacted-20251121T044000Z.tar.gz"');
  assert.equal(named.headers["content-disposition"], 'attachment; filename="ullage-node-a-20251121T044000Z.tar.gz"');
  assert.deepEqual(asked, [
    { windowSeconds: 0.5, redact: true },
    { windowSeconds: 5, redact: false },
  ]);
});

test("one bundle at a time, over all listeners; whoever leaves ends the work for it", async (t) => {
  const ends: string[] = [];
  let begun = 0;
  const { addresses } = await openCase(t, {
    collect: async (output, _, signal) => {
      begun++;
      output.write("begun");
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  const leave = new AbortController();
  const first = fetch(`http://${addresses.api}/v1/collect`, { signal: leave.signal })
    .then((answer) => answer.text())
    .catch(() => ends.push("left"));
  await until("the collection", () => begun === 1);
  const second = await ask(addresses.api ?? "", "/v1/collect");
  assert.deepEqual([second.status, apiFailureSchema.parse(second.json()).error.code], [429, "collect-busy"]);
  assert.ok(Number(second.headers["retry-after"]) > 0);
  leave.abort();
  await first;
  // The place is free once the work has ended.
  const third = new AbortController();
  let status = 429;
  while (status === 429) status = (await fetch(`http://${addresses.api}/v1/collect`, { signal: third.signal })).status;
  third.abort();
  assert.deepEqual([status, begun, ends], [200, 2, ["left"]]);
});

test("a bundle that fails before its first byte is an answer, and one that fails later is no whole file", async (t) => {
  const early = await openCase(t, {
    collect: async () => {
      throw new Error("the disk is full");
    },
  });
  const { status, headers, json } = await ask(early.addresses.api ?? "", "/v1/collect");
  assert.deepEqual(
    [status, headers["content-disposition"], apiFailureSchema.parse(json()).error],
    [500, undefined, { code: "collect-failed", message: "the disk is full", advice: "Run `ullage collect` on the node, which says more." }],
  );
  const late = await openCase(t, {
    collect: async (output) => {
      await new Promise((resolve) => output.write("half", resolve));
      throw new Error("the disk is full");
    },
  });
  await assert.rejects(ask(late.addresses.api ?? "", "/v1/collect"), { code: "ECONNRESET" });
});

test("an incident is downloaded as it was kept", async (t) => {
  const { addresses } = await openCase(t, { incidents: archive });
  const { headers, text } = await ask(addresses.api ?? "", `/v1/incidents/${keptIncidents[0]?.name}`);
  assert.deepEqual([text, headers["content-length"], headers["content-type"]], ["bundle", "6", "application/gzip"]);
});

test("an agent that has not looked yet is alive, not ready, and says so instead of answering", async (t) => {
  const { addresses } = await openCase(t, { watch: watchOf(bareStatus()) });
  const at = addresses.api ?? "";
  const codes = await Promise.all(
    ["/healthz", "/readyz", "/v1/diagnose", "/v1/top", "/v1/snapshot", "/"].map(async (path) => (await ask(at, path)).status),
  );
  assert.deepEqual(codes, [200, 503, 503, 503, 200, 200]);
});

test("a bug in one answer is a 500 that tells nothing of it, and the next answer is well", async (t) => {
  let asked = 0;
  const { addresses } = await openCase(t, {
    metrics: () => {
      if (asked++ === 0) throw new TypeError("secret of the inside");
      return "up 1\n";
    },
  });
  const failed = await ask(addresses.metrics, "/metrics");
  assert.deepEqual([failed.status, failed.text.includes("secret")], [500, false]);
  assert.equal((await ask(addresses.metrics, "/metrics")).text, "up 1\n");
});

test("no answer may be kept, guessed at or framed, and the page may load nothing but its own style", async (t) => {
  const { addresses } = await openCase(t);
  for (const path of ["/", "/v1/diagnose", "/nothing"]) {
    const { headers } = await ask(addresses.api ?? "", path);
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(String(headers["content-security-policy"]), /^default-src 'none';.*frame-ancestors 'none'/);
    assert.doesNotMatch(String(headers["content-security-policy"]), /unsafe|script-src/);
  }
});
