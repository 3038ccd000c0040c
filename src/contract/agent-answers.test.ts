import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { bareStatus, monstrousStatus, ordinaryStatus } from "../metrics/agent-status.case.ts";
import { type AgentHealth, type AgentReadiness, agentHealth, agentReadiness } from "../report/agent-health.ts";
import { agentSnapshot } from "../report/agent-snapshot.ts";
import { agentTop } from "../report/agent-top.ts";
import { incidentList } from "../report/incident-list.ts";
import { keptIncidents, statusOfRecording, withHostileNames } from "../report/status-page.case.ts";
import { agentHealthSchema, agentReadinessSchema } from "./agent-health.ts";
import { agentSnapshotSchema } from "./agent-snapshot.ts";
import { assertType, type DeepMutable, type Same } from "./deep-mutable.case.ts";
import { incidentListSchema } from "./incident-list.ts";
import { recordedSnapshotSchema } from "./recording.ts";
import { topFrameSchema } from "./top-frame.ts";

assertType<Same<z.infer<typeof agentHealthSchema>, DeepMutable<AgentHealth>>>();
assertType<Same<z.infer<typeof agentReadinessSchema>, DeepMutable<AgentReadiness>>>();
assertType<DeepMutable<ReturnType<typeof incidentList>> extends z.infer<typeof incidentListSchema> ? true : false>();

const question = { by: "workload", sort: "entries", limit: 5, name: "" } as const;
const recorded = await statusOfRecording("full-and-who-suffers");

for (const [what, status] of [
  ["an agent that has just begun", bareStatus()],
  ["an ordinary node", ordinaryStatus()],
  ["a recorded incident", recorded],
  ["as much as a node could ever have", monstrousStatus((number) => `name-${number}`)],
  ["names that mean harm", withHostileNames(recorded)],
] as const) {
  test(`${what}: every answer keeps its shape through JSON and has no text in it that acts`, () => {
    const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    const answers = [
      [agentSnapshotSchema, agentSnapshot(status)],
      [agentHealthSchema, agentHealth(status)],
      [agentReadinessSchema, agentReadiness(status)],
      [incidentListSchema, incidentList(status.node, withHostileNames(keptIncidents))],
    ] as const;
    for (const [schema, answer] of answers) {
      assert.deepEqual(schema.strict().parse(throughJson(answer)), throughJson(answer));
      assert.equal(JSON.stringify(answer).includes("\u202e"), false);
    }
    const frame = agentTop(status, question);
    if (frame === undefined) return;
    topFrameSchema.strict().parse(throughJson(frame));
    assert.equal(JSON.stringify(frame).includes("\u202e"), false);
  });
}

test("the snapshot of the agent is one that every reader of a bundle's snapshot takes", () => {
  const { parts, node } = recordedSnapshotSchema.parse(JSON.parse(JSON.stringify(agentSnapshot(recorded))));
  assert.deepEqual([node, parts.tableUsage], [recorded.node, recorded.snapshot.parts.tableUsage]);
});
