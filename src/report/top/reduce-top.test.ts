import assert from "node:assert/strict";
import { test } from "node:test";
import { trailLimit } from "./group-trails.ts";
import { reduceTop } from "./reduce-top.ts";
import { busyNode, sampleCase } from "./table-sample.case.ts";
import { pointLimit } from "./table-series.ts";
import { remarksOf } from "./top-remarks.ts";
import { topRows } from "./top-rows.ts";
import { pressed, topCase, withSamples } from "./top-state.case.ts";
import { viewId } from "./top-view.ts";

const names = (state: ReturnType<typeof topCase>) => topRows(state).map(({ key }) => key);
const begun = withSamples(
  topCase(),
  [0, 1, 2].map((place) => sampleCase(place)),
);
const [checkout, dns, crawler, node] = [
  "Deployment shop/checkout",
  "DaemonSet kube-system/node-local-dns",
  "CronJob search/crawler",
  "node node-a",
];

test("rows are in the order of their entries, and the first one is selected", () => {
  assert.deepEqual(names(begun), [checkout, dns, crawler, node]);
  assert.equal(begun.selectedKey, checkout);
});

test("the selection stays with its row when that moves", () => {
  const selected = pressed(begun, "down", "down");
  assert.equal(selected.selectedKey, crawler);
  const grown = busyNode.map((own) => (own.workload === crawler ? { ...own, entries: own.entries * 100 } : own));
  const after = withSamples(selected, [sampleCase(3, { entries: grown })]);
  assert.deepEqual([names(after)[0], after.selectedKey], [crawler, crawler]);
});

test("when the selected row is gone the first one is selected", () => {
  const selected = pressed(begun, "down");
  const after = withSamples(selected, [sampleCase(3, { entries: busyNode.filter(({ workload }) => workload !== dns) })]);
  assert.equal(after.selectedKey, checkout);
});

for (const { keys, selected } of [
  { keys: ["end"], selected: node },
  { keys: ["end", "up"], selected: crawler },
  { keys: ["j", "j", "k"], selected: dns },
  { keys: ["pagedown"], selected: node },
  { keys: ["end", "home"], selected: checkout },
  { keys: ["up"], selected: checkout },
]) {
  test(`${keys.join(" ")} selects ${selected}`, () => assert.equal(pressed(begun, ...keys).selectedKey, selected));
}

for (const { keys, order } of [
  { keys: ["r"], order: [node, crawler, dns, checkout] },
  { keys: [">", ">"], order: [checkout, dns, crawler, node] },
  { keys: [">", ">", ">", ">"], order: [crawler, dns, checkout, node] },
  { keys: [">", ">", ">", ">", ">"], order: [node, crawler, checkout, dns] },
  { keys: ["<"], order: [crawler, dns, checkout, node] },
]) {
  test(`${keys.join(" ")} sorts the rows, those without the figure last`, () => assert.deepEqual(names(pressed(begun, ...keys)), order));
}

test("g goes through every dimension and comes back", () => {
  const dimensions: string[] = [];
  let state = begun;
  for (let times = 0; times < 8; times++) {
    state = pressed(state, "g");
    dimensions.push(state.dimension);
  }
  assert.deepEqual(dimensions, ["pod", "namespace", "service", "server", "destination", "port", "state", "workload"]);
  assert.equal(pressed(begun, "7").dimension, "port");
  assert.equal(pressed(begun, "G").dimension, "state");
});

test("a filter works while it is typed; Enter keeps it, Escape takes it back", () => {
  const typing = pressed(begun, "/", "C", "h", "e");
  assert.deepEqual([names(typing), typing.selectedKey], [[checkout], checkout]);
  assert.deepEqual(names(pressed(typing, "enter", "q")), [checkout]);
  assert.deepEqual(names(pressed(typing, "escape")), names(begun));
  assert.deepEqual(names(pressed(typing, "backspace", "backspace", "backspace", "x")), []);
  assert.equal(pressed(typing, "q").ended, undefined);
});

test("a condition that cannot be read is told and may be corrected; one that can changes what is asked for", () => {
  const wrong = pressed(begun, "f", ..."prot=udp", "enter");
  assert.match(wrong.prompt?.error ?? "", /protocol/);
  const right = pressed(wrong, "ctrl-u", ..."protocol=udp port=53", "enter");
  assert.deepEqual([right.prompt, right.view.conditions], [undefined, ["protocol=udp", "port=53"]]);
  assert.deepEqual(names(right), [], "what was counted without the condition is not shown under it");
});

test("inside a row the next question is asked, and the way back is remembered", () => {
  const inside = pressed(begun, ">", "down", "enter");
  assert.deepEqual(inside.view.groups, [{ dimension: "workload", key: dns }]);
  assert.equal(inside.dimension, "pod");
  assert.deepEqual(names(inside), []);
  const counted = withSamples(inside, [sampleCase(3, { entries: busyNode.filter(({ workload }) => workload === dns) })]);
  assert.deepEqual(names(counted), ["kube-system/node-local-dns-8zwp4"]);
  const deeper = pressed(counted, "enter");
  assert.deepEqual([deeper.view.groups.length, deeper.dimension], [2, "destination"]);
  const back = pressed(deeper, "escape", "backspace");
  assert.deepEqual(
    [back.view, back.dimension, back.sort, back.selectedKey],
    [begun.view, "workload", { column: "share", isReversed: false }, dns],
  );
  assert.deepEqual(back.trails, begun.trails);
});

test("an answer to what was asked before the last key tells the count and no table", () => {
  const inside = pressed(begun, "enter");
  const late = reduceTop(inside, { kind: "sample", sample: sampleCase(3), viewId: viewId(begun.view) });
  assert.equal(late.series.last?.count, sampleCase(3).count);
  assert.deepEqual(names(late), []);
});

test("a walk that was left out for once leaves the table of the one before", () => {
  const after = withSamples(begun, [sampleCase(3, { traffic: "missing", remarks: ["table: not walked this time"] })]);
  assert.deepEqual(names(after), names(begun));
  assert.deepEqual(remarksOf(after), ["table: not walked this time"]);
});

test("a step of the wall clock is told once and moves no rate", () => {
  const steady = withSamples(
    topCase(),
    [0, 1, 2, 3, 4, 5, 6].map((place) => sampleCase(place)),
  );
  const back = withSamples(
    topCase(),
    [0, 1, 2, 3, 4, 5, 6].map((place) => sampleCase(place, { wallClockStepMs: place < 5 ? 0 : -3_600_000 })),
  );
  assert.deepEqual(back.series.forecast, steady.series.forecast);
  assert.deepEqual(remarksOf(back), []);
  const atTheStep = withSamples(topCase(), [sampleCase(0), sampleCase(1, { wallClockStepMs: -3_600_000 })]);
  assert.match(remarksOf(atTheStep).join(), /60 min back/);
});

test("a table that doubles between two samples keeps its rows, and its trails are of both", () => {
  const doubled = busyNode.map((own) => ({ ...own, entries: own.entries * 2 }));
  const after = withSamples(begun, [sampleCase(3, { entries: doubled })]);
  assert.deepEqual(names(after), names(begun));
  assert.deepEqual(after.trails.workload.get(dns), [9120, 9120, 9120, 18_240]);
});

test("samples of a node that was started again begin a series of their own", () => {
  const { monotonicMs: _, ...later } = sampleCase(9);
  const after = withSamples(begun, [{ ...later, monotonicMs: 100 }]);
  assert.deepEqual([after.series.points.length, after.trails.workload.get(dns)], [1, [9120]]);
});

test("losses are summed over the samples", () =>
  assert.equal(withSamples(begun, [sampleCase(3), sampleCase(4)]).series.increases["drop"], 7));

test("however long it runs, what it keeps is bounded", () => {
  let state = topCase();
  for (let place = 0; place < 400; place++) {
    const passing = { ...busyNode[0]!, workload: `Job batch/run-${place}`, pod: `batch/run-${place}` };
    state = withSamples(state, [sampleCase(place, { entries: [...busyNode, passing] })]);
  }
  assert.equal(state.series.points.length, pointLimit);
  assert.equal(Math.max(...[...state.trails.workload.values()].map(({ length }) => length)), trailLimit);
  assert.ok(state.trails.pod.size < trailLimit + 10, `${state.trails.pod.size} trails`);
});

for (const [keys, ended] of [
  [["q"], "quit"],
  [["ctrl-c"], "interrupted"],
  [["/", "ctrl-c"], "interrupted"],
  [["?", "q"], "quit"],
  [["?", "x"], undefined],
  [["z"], undefined],
] as const) {
  test(`${keys.join(" ")} ${ended === undefined ? "ends nothing" : `ends it as ${ended}`}`, () =>
    assert.equal(pressed(begun, ...keys).ended, ended));
}

test("+ and - step through the intervals and stop at both ends", () => {
  assert.equal(pressed(begun, "+").intervalSeconds, 5);
  assert.equal(pressed(begun, "-", "-", "-", "-").intervalSeconds, 0.5);
  assert.equal(pressed(topCase({ intervalSeconds: 3 }), "-").intervalSeconds, 2);
  assert.equal(pressed(begun, ..."++++++++").intervalSeconds, 60);
});
