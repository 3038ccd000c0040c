import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnoseReport } from "../../src/report/diagnose-report.ts";
import { diagnoseResult, diagnoseYamlShape } from "../../src/report/diagnose-result.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { renderMarkdown } from "../../src/report/render-markdown.ts";
import { renderText } from "../../src/report/render-text.ts";
import { readLabelled, recordingNames } from "./read-labelled.ts";

const suffering: Readonly<Record<string, readonly string[]>> = {
  "full-and-who-suffers": ["checkout-7d9f6c5b8-x2x4q", "cart-5f6d7c8b9-abcde", "systemd"],
  "pods-suffer-without-a-limit": ["checkout-7d9f6c5b8-x2x4q", "cart-5f6d7c8b9-abcde", "prometheus-0"],
};

for (const name of recordingNames()) {
  const expected = suffering[name] ?? [];
  test(`${name} names ${expected.length === 0 ? "nobody" : expected.length} who suffers`, async () => {
    const { observation } = await readLabelled(name);
    const { victims } = diagnoseObservation(observation, name);
    assert.deepEqual(victims.map((victim) => victim.name).toSorted(), expected.toSorted());
  });
}

test("those who suffer stand beside those who fill the table, in every form of the answer", async () => {
  const { observation } = await readLabelled("full-and-who-suffers");
  const diagnosis = diagnoseObservation(observation, "test");
  assert.match(renderText(diagnoseReport(diagnosis)), /Who suffers\n[\s\S]*shop\/checkout-7d9f6c5b8-x2x4q +80 +SYN retransmits +40\b/);
  assert.match(
    renderText(diagnoseReport(diagnosis)),
    /the node's own network +40 +packets refused before they left +20 +10 SYN retransmits/,
  );
  assert.match(renderMarkdown(diagnoseReport(diagnosis)), /Who suffers[\s\S]*\| shop\/checkout/);
  assert.deepEqual(diagnoseResult(diagnosis).victims[0], {
    name: "checkout-7d9f6c5b8-x2x4q",
    namespace: "shop",
    isOwn: false,
    what: "syn-retransmits",
    increase: 80,
    perSecond: 40,
    also: [],
  });
  assert.deepEqual(diagnoseYamlShape(diagnosis).victims?.[0], "shop/checkout-7d9f6c5b8-x2x4q: 80 SYN retransmits (40/s)");
});

test("where no limit is hit the answer says where else to look, and nothing of victims where there are none", async () => {
  const { observation } = await readLabelled("pods-suffer-without-a-limit");
  assert.match(renderText(diagnoseReport(diagnoseObservation(observation, "test"))), /diagnose the node of the destination/);
  const healthy = diagnoseObservation((await readLabelled("healthy-node")).observation, "test");
  assert.doesNotMatch(renderText(diagnoseReport(healthy)), /suffers/);
  assert.equal("victims" in diagnoseYamlShape(healthy), false);
});

test("ports of source NAT stand in the evidence with their range", async () => {
  const { observation } = await readLabelled("source-nat-ports-used-up");
  const { evidence } = diagnoseObservation(observation, "test");
  const said = evidence.find(({ type }) => type === "source-nat-ports");
  assert.equal(said?.speaks, "for");
  assert.match(said?.content ?? "", /used 27,900 of 28,232 ports to 10\.0\.0\.10:53\/udp from 10\.0\.0\.11/);
});
