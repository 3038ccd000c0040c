import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readRecording } from "../sources/recording.ts";
import { diagnoseReport } from "./diagnose-report.ts";
import { diagnoseResult, diagnoseYamlShape } from "./diagnose-result.ts";
import { diagnoseObservation } from "./diagnosis.ts";

const recordings = join(import.meta.dirname, "../../fixtures/recordings");

async function diagnosisOf(name: string, remarks?: readonly string[]) {
  return diagnoseObservation(await readRecording(join(recordings, name)), name, remarks);
}

const kernelSysctl = /sysctl\b.*nf_conntrack_max=|99-conntrack\.conf|kube-proxy-after/;

for (const [name, wanted] of [
  ["approaching-by-allowance", "eni-idle-timeouts"],
  ["approaching-in-a-map", "raise-bpf-map-size"],
] as const) {
  test(`${name}: what is near is no table of the kernel, and no setting of the kernel's table is offered`, async () => {
    const { plans, verdict } = await diagnosisOf(name);
    assert.equal(verdict.limit, "approaching-limit");
    assert.ok(plans.some(({ id }) => id === wanted));
    assert.deepEqual(
      plans.flatMap(({ commands }) => commands).filter((line) => kernelSysctl.test(line)),
      [],
    );
  });
}

test("the runbook's form shows the command that acts, not the one that only looks before it", async () => {
  const { mitigation } = diagnoseYamlShape(await diagnosisOf("allowance-exceeded"));
  assert.match(mitigation.immediate, /describe-network-interfaces .* && aws ec2 modify-network-interface-attribute/);
});

test("the runbook's form says what to be sure of before the last of its commands is run", async () => {
  const { mitigation } = diagnoseYamlShape(await diagnosisOf("full-stale-endpoint"));
  assert.match(mitigation.immediate, /conntrack -D -p udp --reply-src '[^']+' # Caution: Only if the second command finds no pod/);
});

test("the runbook's form goes on after a difference, whose exit status is not zero", async () => {
  const { mitigation } = diagnoseYamlShape(await diagnosisOf("full-idle-connections"));
  assert.match(mitigation.long_term, /kubectl diff -f kube-proxy-after\.yaml; kubectl replace -f kube-proxy-after\.yaml && /);
  assert.match(mitigation.long_term, /; the rest is in --output markdown(?: #|$)/m);
});

test("the runbook's form tells apart what is to be done in one place or another", async () => {
  const { mitigation } = diagnoseYamlShape(await diagnosisOf("real-source-nat"));
  assert.match(mitigation.long_term, /random-fully; Amazon VPC CNI: kubectl .*=prng; A rule of your own: iptables /);
});

test("a handful of entries of a large table names no client and no cause", async () => {
  const { now } = await readRecording(join(recordings, "full-churn"));
  const composition = now.parts.tableComposition;
  assert.ok(composition?.status === "present");
  const few = { ...composition.value, total: 4, capped: { by: "entries" as const, because: "a sample" } };
  const parts = { ...now.parts, tableComposition: { ...composition, value: few } };
  const { culprits, notEvaluated, verdict } = diagnoseObservation({ now: { ...now, parts } }, "bundle");
  assert.deepEqual([culprits, verdict.causes], [[], []]);
  assert.ok(
    notEvaluated.some(({ check, because }) => check === "client-share" && because.endsWith("too few to speak for the table: a sample")),
  );
});

test("the runbook's form has four keys, and strings where its readers expect them", async () => {
  const shape = diagnoseYamlShape(await diagnosisOf("both-limits"));
  assert.deepEqual(Object.keys(shape), ["root_cause", "evidence", "severity", "mitigation"]);
  assert.equal(shape.root_cause, "kernel_conntrack exhaustion + aws_instance_limit exhaustion");
  assert.equal(shape.severity, "CRITICAL");
  assert.ok(shape.evidence.every((item) => Object.keys(item).join() === "type,content"));
  assert.deepEqual(
    Object.values(shape.mitigation).map((text) => typeof text),
    ["string", "string"],
  );
});

test("what of a bundle could not be read reaches the answer, once and without its control characters", async () => {
  const remark = "node.tar\u001b[2J ends before its last file";
  const diagnosis = await diagnosisOf("quiet-node", [remark, remark]);
  const said = diagnosis.remarks.filter((line) => line.includes("ends before its last file"));
  assert.equal(said.length, 1);
  assert.ok(!said.join().includes("\u001b"));
  assert.deepEqual(diagnoseResult(diagnosis).remarks, diagnosis.remarks);
  const report = diagnoseReport(diagnosis);
  const heading = report.findIndex((block) => block.kind === "heading" && block.text === "Also to know");
  const list = report[heading + 1];
  assert.ok(list?.kind === "list" && list.items.some((item) => item.includes("ends before its last file")));
});

test("what of a reading is only a sample reaches the answer with its source", async () => {
  const { now } = await readRecording(join(recordings, "table-full-assured"));
  const composition = now.parts.tableComposition;
  assert.ok(composition?.status === "present");
  const parts = { ...now.parts, tableComposition: { ...composition, remarks: ["only a sample"] } };
  const { remarks } = diagnoseObservation({ now: { ...now, parts } }, "bundle");
  assert.ok(remarks.includes(`only a sample (${composition.source})`));
});
