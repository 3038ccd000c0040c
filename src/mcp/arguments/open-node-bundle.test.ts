import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Fleet, FleetNode } from "../../operations/fleet/fleet.ts";
import { ToolFailure, type ToolFailureCode } from "../../platform/tool-failure.ts";
import type { BaselineBook, JudgedCollection } from "../../store/baseline-book.ts";
import { incidentBundle, incidentNode, makeShelfFolder } from "../tools/findings-tools.case.ts";
import { contextOfBundles } from "./bundle-context.case.ts";
import { findNodeBundle, openNodeBundle } from "./open-node-bundle.ts";

const folder = makeShelfFolder("healthy-node");
const context = await contextOfBundles(folder.directory);
after(async () => {
  await context.shelf.close();
  folder.remove();
});

const { signal } = new AbortController();
const call = { signal, maxBytes: 25_000, onProgress: () => {} };

/** Agents of which one is known, or of which none answers: neither tells a bundle. */
function agents(answer: Partial<FleetNode["facts"]> | ToolFailureCode): Fleet {
  return {
    kind: "agents",
    description: "agents",
    list: async () => ({ nodes: [], unanswered: [], remarks: [] }),
    async find() {
      if (typeof answer === "string") throw new ToolFailure(answer, "not here");
      const { bundle: _, ...node } = await context.fleet.find(incidentNode, signal);
      return { ...node, facts: { name: incidentNode, ...answer }, isLive: true };
    },
    close: async () => {},
  };
}

const asked = (instanceId: string, fleet?: Fleet) =>
  findNodeBundle(fleet === undefined ? context : { ...context, fleet }, instanceId, signal);
const failsWith = (code: string) => (error: unknown) => error instanceof ToolFailure && error.code === code;

test("a node, an instance and a bundle lead to the newest bundle, with bundles alone and with agents", async () => {
  for (const name of [incidentNode, "i-0123456789abcdef0", incidentBundle]) assert.equal((await asked(name)).id, incidentBundle);
  assert.equal((await asked("i-0123456789abcdef0", agents({}))).id, incidentBundle);
});

for (const code of ["unknown-node", "node-unanswered"] as const) {
  test(`a node that is ${code} is asked through what was collected of it`, async () => {
    assert.equal((await asked(incidentNode, agents(code))).id, incidentBundle);
    await assert.rejects(asked("node-nowhere", agents(code)), failsWith(code));
  });
}

test("a node of which nothing was collected says so", async () => {
  await assert.rejects(asked("another", agents({ name: "another" })), failsWith("no-bundle"));
});

test("any other failure is the caller's", async () => {
  await assert.rejects(asked(incidentNode, agents("busy")), failsWith("busy"));
});

test("whatever bundle is opened is told to the baselines, with its verdict and its own time", async () => {
  const told: JudgedCollection[] = [];
  const baselines: BaselineBook = { learn: async (one) => void told.push(one), annotate: (_, findings) => findings, remarks: [] };
  const opened = [
    await openNodeBundle({ ...context, baselines }, "healthy-node", call),
    await openNodeBundle({ ...context, baselines }, incidentNode, call),
  ];
  assert.deepEqual(
    told.map(({ node, severity, collectedAtMs, findings }) => [node, severity, collectedAtMs, findings]),
    opened.map(({ bundle, diagnosis, findings }) => [bundle.node, diagnosis.verdict.severity, bundle.collectedAtMs, findings.findings]),
  );
  assert.deepEqual(
    told.map(({ severity }) => severity),
    ["ok", "unknown"],
  );
});
