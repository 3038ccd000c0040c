import assert from "node:assert/strict";
import { test } from "node:test";
import { lineText } from "./styled-line.ts";
import { sampleCase } from "./table-sample.case.ts";
import { topScreen } from "./top-screen.ts";
import { pressed, topCase, withSamples } from "./top-state.case.ts";
import type { TopState } from "./top-state.ts";

const samples = [0, 1, 2].map((place) => sampleCase(place));
const causesOf = ({ suspects }: TopState) => suspects.found.map(({ cause }) => cause);
const screenOf = (state: TopState) => topScreen(state).map(lineText).join("\n");

test("who fills the whole table comes under suspicion, is marked in the row, and told behind a key", () => {
  const state = withSamples(topCase(), samples);
  assert.deepEqual(causesOf(state), ["connection-churn", "burst-or-retry-storm", "connection-leak"]);
  assert.match(screenOf(state), /^◆ connection-churn Deployment shop\/checkout/m);
  assert.match(screenOf(state), /^◆ deploy sh…\/checkout/m);
  assert.doesNotMatch(screenOf(pressed(state, "g")), /^◆ shop\/checkout/m);
  const told = screenOf(pressed(state, "u"));
  assert.match(told, /connection-churn \(high\): Deployment shop\/checkout, 72\.7 %/);
  assert.equal(screenOf(pressed(state, "u", "x")), screenOf(state));
});

test("nobody does by a part of the table", () => {
  const filtered = withSamples(topCase({ conditions: ["protocol=tcp"] }), samples);
  assert.deepEqual(causesOf(filtered), []);
  assert.match(screenOf(pressed(filtered, "u")), /Only a part of the table is counted/);
  const recorded = topCase({ source: { node: "node-a", recording: "a.ndjson", recordedConditions: ["port=53"] } });
  assert.deepEqual(causesOf(withSamples(recorded, samples)), []);
});

test("inside a row the suspects of the whole table stay, and no row is marked", () => {
  const state = withSamples(topCase(), samples);
  const inside = withSamples(pressed(state, "enter"), [sampleCase(3)]);
  assert.deepEqual(causesOf(inside), causesOf(state));
  assert.doesNotMatch(screenOf(inside), /^◆/m);
});

test("the selected row tells how long its entries stay, by their timeouts, and the keys of the rows show the next one", () => {
  const state = pressed(withSamples(topCase(), samples), "i");
  assert.match(screenOf(state), /^workload Deployment shop\/checkout$/m);
  assert.match(screenOf(state), /^TCP TIME_WAIT 2 min +46,520 +602 {2}72,240 \(70,415 to 74,065\)$/m);
  assert.match(screenOf(pressed(state, "down")), /^workload DaemonSet kube-system\/node-local-dns$/m);
  assert.equal(pressed(state, "escape").overlay, undefined);
  assert.equal(pressed(topCase(), "i").notice, "There is no row");
});
