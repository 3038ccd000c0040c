import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { diagnoseResultSchema } from "../../src/contract/diagnose-result.ts";
import { runUllage } from "./run-ullage.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-names-"));
after(() => rmSync(folder, { recursive: true }));

const recording = "fixtures/recordings/full-churn";

function diagnose(...args: readonly string[]) {
  const { stdout, stderr } = runUllage(["diagnose", "--bundle", recording, "--output", "json", ...args]);
  assert.equal(stderr, "");
  return diagnoseResultSchema.strict().parse(JSON.parse(stdout));
}

function podsFor(address: string): string {
  const path = join(folder, "pods.txt");
  writeFileSync(path, `${address} shop/checkout-7d9f6b8c5-x2x4q Running\n`);
  return path;
}

test("diagnose calls clients by the names of a list, and keeps their addresses", () => {
  const [plain] = diagnose().culprits;
  assert.ok(plain !== undefined && plain.address === undefined);
  const named = diagnose("--pods", podsFor(plain.name));
  assert.deepEqual(named.culprits[0], {
    ...plain,
    name: "Deployment shop/checkout",
    address: plain.name,
    pod: "shop/checkout-7d9f6b8c5-x2x4q",
  });
  assert.equal(named.verdict.causes[0]?.workload, "Deployment shop/checkout");
  assert.equal(named.verdict.causes[0]?.address, plain.name);
  assert.ok(named.verdict.summary.includes("Deployment shop/checkout"));
});

test("diagnose without names leaves out those that a bundle has", () => {
  const byName = "fixtures/recordings/full-stale-endpoint-by-name";
  const causesOf = (...args: readonly string[]) =>
    diagnoseResultSchema.parse(JSON.parse(runUllage(["diagnose", "--bundle", byName, "--output", "json", ...args]).stdout)).verdict.causes;
  assert.ok(causesOf().some(({ address }) => address !== undefined));
  assert.ok(causesOf("--no-names").every(({ address }) => address === undefined));
});

test("diagnose of this node takes a list too, and refuses one that is none", () => {
  const run = runUllage(["diagnose", "--window", "0", "--pods", podsFor("10.0.0.1"), "--output", "json"]);
  assert.equal(run.stderr, "");
  diagnoseResultSchema.strict().parse(JSON.parse(run.stdout));
  const refused = runUllage(["diagnose", "--window", "0", "--pods", "README.md"]);
  assert.deepEqual([refused.status, refused.stdout], [66, ""]);
  assert.match(refused.stderr, /pod-list-unrecognised/);
});
