import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventBurst } from "../../model/event-births.ts";
import type { Rate } from "../../model/rate.ts";
import { birthLines } from "./birth-lines.ts";
import { reduceTop } from "./reduce-top.ts";
import { lineText } from "./styled-line.ts";
import { sampleCase } from "./table-sample.case.ts";
import { topPage } from "./top-screen.ts";
import { pressed, topCase, withSamples } from "./top-state.case.ts";
import type { TopState } from "./top-state.ts";

const rate = (perSecond: number, isFloor = false): Rate => ({ perSecond, method: "events", overSeconds: 5, plusMinus: 0, isFloor });
const counted: EventBurst = {
  births: rate(512),
  groups: [
    { key: "Deployment shop/checkout", births: rate(500) },
    { key: "10.9.9.9", births: rate(12) },
  ],
  distinct: 2,
  exact: true,
  lost: 0,
  remarks: [],
};
const begun = withSamples(topCase(), [sampleCase(0)]);
const told = (state: TopState, burst: EventBurst = counted) =>
  reduceTop(state, { kind: "births", counted: burst, view: state.view, seconds: 5 });
const textOf = (state: TopState) => birthLines(state).map((line) => lineText(line).trimEnd());

test("the key begins to listen once, however often it is pressed, and a recording has nothing to listen to", () => {
  const listening = pressed(begun, "e");
  assert.deepEqual([listening.overlay, listening.eventCount], ["births", { view: begun.view, seconds: 5 }]);
  assert.equal(pressed(listening, "x", "e").eventCount, listening.eventCount);
  const replayed = pressed(withSamples(topCase({ source: { node: "node-a", recording: "r" } }), [sampleCase(0)]), "e");
  assert.deepEqual([replayed.eventCount, replayed.overlay], [undefined, undefined]);
  assert.ok(replayed.notice?.includes("recording"));
});

test("each workload has its births by events, beside those of the walk where it has any", () => {
  assert.deepEqual(textOf(told(pressed(begun, "e"))).slice(1), [
    "births 512/s by events over 5 s",
    "",
    `workload${" ".repeat(54)}events/s    walk/s`,
    `Deployment shop/checkout${" ".repeat(43)}500      ≥602`,
    `10.9.9.9${" ".repeat(60)}12         -`,
  ]);
});

for (const [lost, says] of [
  [12, "12 events lost"],
  [null, "an unknown number of events lost"],
] as const)
  test(`with ${lost} lost it says ${says}, and the rate is a floor`, () => {
    const [, sentence] = textOf(told(pressed(begun, "e"), { ...counted, births: rate(512, true), lost }));
    assert.equal(sentence, `births ≥512/s by events over 5 s, ${says}`);
  });

test("whoever has gone back to the table is told the sum, and the next key takes it away", () => {
  const state = told(pressed(begun, "e", "x"));
  assert.deepEqual([state.overlay, state.notice], [undefined, "births 512/s by events over 5 s"]);
  assert.equal(pressed(state, "down").notice, undefined);
});

test("where nobody may listen the table is back with the reason", () => {
  const state = reduceTop(pressed(begun, "e"), { kind: "births-missing", because: "not permitted" });
  assert.deepEqual([state.overlay, state.eventCount, state.notice], [undefined, undefined, "No births by events: not permitted"]);
});

test("a page for a script has the births after the table only when they were asked for", () => {
  const page = (state: TopState) => topPage(state).map(lineText);
  assert.ok(!page(begun).includes("Births by events"));
  assert.ok(page(told(begun)).includes("Births by events"));
});
