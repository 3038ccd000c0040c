import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stringify } from "yaml";
import { runRunbook } from "../../src/mcp/host/run-runbook.ts";
import { createToolHost } from "../../src/mcp/host/tool-host.ts";
import { openToolContext } from "../../src/mcp/open-tool-context.ts";
import { tools } from "../../src/mcp/tools/index.ts";
import type { LimitId } from "../../src/model/verdict.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { findRunbook } from "../../src/runbooks/find-runbook.ts";
import { runbookOutput } from "../../src/runbooks/report/runbook-output.ts";
import { assertGolden } from "../cli/golden-file.ts";
import { readLabelled, recordingNames } from "../recordings/read-labelled.ts";
import { recordingsFolder } from "../recordings/recordings-folder.ts";

const stateDirectory = mkdtempSync(join(tmpdir(), "ullage-d3-"));
const opened = await openToolContext({
  source: { kind: "bundles", directory: recordingsFolder },
  stateDirectory,
  environment: {},
  version: "0.0.0",
  clock: systemClock,
  logger: { info: () => {}, warn: () => {}, error: () => {} },
  signal: new AbortController().signal,
});
after(async () => {
  await opened.close();
  rmSync(stateDirectory, { recursive: true, force: true });
});
const host = createToolHost(tools, opened.context, { maxConcurrent: 2 });
const d3 = findRunbook(opened.context.runbooks, "D3");
assert.ok(d3 !== undefined);

/** What a person would write into the report: by the label alone, and not by what the program made of it. */
const causeOfLimit: Readonly<Partial<Record<LimitId, string>>> = {
  "kernel-table-full": "kernel_conntrack exhaustion",
  "kernel-table-evicting": "kernel_conntrack exhaustion",
  "instance-allowance": "aws_instance_limit exhaustion",
  "kernel-and-instance": "kernel_conntrack exhaustion + aws_instance_limit exhaustion",
};

/** Shown in full, since their reports are of different kinds. */
const shownWhole = new Set([
  "full-churn",
  "evicting-udp",
  "both-limits",
  "allowance-exceeded",
  "allowance-at-zero",
  "source-nat-exhausted",
  "dns-throttled",
  "healthy-node",
  "no-privileges-at-all",
  "orders-from-a-full-pod",
]);

const rows: string[] = [];

for (const name of recordingNames()) {
  test(`D3 over ${name} ends in the cause and severity of its label`, async () => {
    const { limit, lookAlikes, severity } = (await readLabelled(name)).expected;
    const run = await runRunbook(d3, host, { node: name, signal: new AbortController().signal, pollMs: 5 });
    const output = runbookOutput(run);
    rows.push(`${name.padEnd(44)} ${output.severity.padEnd(9)} ${output.root_cause}`);
    const alike = [...lookAlikes].sort().join(" + ");
    const wanted = causeOfLimit[limit] ?? (limit === "none" && alike !== "" ? alike : limit);
    assert.deepEqual([output.root_cause.split(" + ").sort(), output.severity], [wanted.split(" + ").sort(), severity.toUpperCase()]);
    const lacking = run.steps.filter(({ step, state }) => step.level === "MUST" && state === "not-evaluated" && step.where === undefined);
    // Without a finding there is nothing to summarise.
    assert.deepEqual(
      lacking.map(({ because }) => because).filter((because) => because !== "errors gave no findings"),
      [],
    );
    if (shownWhole.has(name)) assertGolden(`runbooks/D3-${name}.yaml`, stringify(output, { lineWidth: 0 }));
  });
}

test("the causes and severities of all of them are those that were accepted", () => {
  assert.equal(rows.length, recordingNames().length);
  assertGolden("runbooks/D3-all.txt", `${rows.join("\n")}\n`);
});
