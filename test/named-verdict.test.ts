import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fixedRedactor } from "../src/analysis/redaction/fixed-redactor.case.ts";
import { learnNamesOf, redactSnapshot } from "../src/analysis/redaction/redact-snapshot.ts";
import { diagnoseResultSchema } from "../src/contract/diagnose-result.ts";
import { recordedSnapshotSchema } from "../src/contract/recording.ts";
import { type AddressOwners, noAddressOwners } from "../src/model/address-owners.ts";
import type { Observation } from "../src/model/observation.ts";
import type { Plan } from "../src/model/verdict.ts";
import { diagnoseReport } from "../src/report/diagnose-report.ts";
import { diagnoseResult } from "../src/report/diagnose-result.ts";
import { diagnoseObservation } from "../src/report/diagnosis.ts";
import { renderMarkdown } from "../src/report/render-markdown.ts";
import { renderText } from "../src/report/render-text.ts";
import { readRecording } from "../src/sources/recording.ts";

/** Recordings whose verdict points at clients. */
const names = ["full-churn", "full-idle-connections", "full-retry-storm", "full-stale-endpoint", "full-fan-out-beside-a-larger-client"];

const replay = (name: string) => readRecording(join(import.meta.dirname, "../fixtures/recordings", name));

function withOwners({ now, earlier }: Observation, owners: AddressOwners): Observation {
  const addressOwners = { status: "present", value: owners, source: "test", takenAtMs: now.takenAtMs } as const;
  return { now: { ...now, parts: { ...now.parts, addressOwners } }, ...(earlier === undefined ? {} : { earlier }) };
}

function namesFor(addresses: readonly string[], podName: (at: number) => string): AddressOwners {
  return {
    ...noAddressOwners,
    from: ["test"],
    nodes: [{ address: "10.99.0.1", name: "w1", isOwn: true }],
    claims: [...new Set(addresses)].map((address, at) => ({
      address,
      owner: { kind: "pod", namespace: "shop", name: podName(at), workload: { kind: "Deployment", namespace: "shop", name: `web${at}` } },
    })),
  };
}

async function nameRecording(name: string, podName = (at: number) => `web${at}-7d9f6b8c5-x2x4q`) {
  const plain = await replay(name);
  const before = diagnoseObservation(plain, "test");
  const addresses = [...before.culprits.map((culprit) => culprit.name), ...before.verdict.causes.flatMap(({ workload }) => workload ?? [])];
  const observation = withOwners(plain, namesFor(addresses, podName));
  return { before, observation, after: diagnoseObservation(observation, "test") };
}

for (const name of names) {
  test(`${name} with names points at the same, by name, and so do its plans`, async () => {
    const { before, after } = await nameRecording(name);
    assert.ok(before.culprits.length + before.verdict.causes.length > 0);
    assert.deepEqual(
      after.culprits.map(({ address, entries, share }) => [address, entries, share]),
      before.culprits.map(({ name: address, entries, share }) => [address, entries, share]),
    );
    for (const culprit of after.culprits) assert.match(culprit.name, /^Deployment shop\/web\d+$/);
    assert.deepEqual(
      after.verdict.causes.map(({ id, address, share }) => [id, address, share]),
      before.verdict.causes.map(({ id, workload, share }) => [id, workload, share]),
    );
    assert.deepEqual(
      [after.verdict.limit, after.verdict.severity, after.verdict.confidence],
      [before.verdict.limit, before.verdict.severity, before.verdict.confidence],
    );
    // Nothing else changes in what is to be run but that the names stand where the reader would have put them.
    const runs = ({ id, commands, verify, undo }: Plan) => JSON.stringify({ id, commands, verify, undo });
    const unnamed = (text: string) =>
      text
        .replaceAll(/-n shop\b/g, "-n NAMESPACE")
        .replaceAll("namespace: shop ", "namespace: NAMESPACE ")
        .replaceAll(/\bweb\d+\b/g, "WORKLOAD");
    assert.deepEqual(after.plans.map(runs).map(unnamed), before.plans.map(runs));
    for (const [at, { because }] of before.plans.entries()) {
      if (/^10\.[\d.]+ /.test(because))
        assert.match(after.plans[at]?.because ?? "", /^Deployment shop\/web\d+ \(pod shop\/web\d+-7d9f6b8c5-x2x4q at 10\.[\d.]+\) /);
    }
    diagnoseResultSchema.strict().parse(diagnoseResult(after));
  });

  test(`${name} with names that act on a terminal shows them harmless`, async () => {
    const { after } = await nameRecording(name, (at) => `pod${at}\u001b]0;owned\u0007\u001b[2J\nline\u202e`);
    const document = diagnoseReport(after);
    const all = [renderText(document), renderMarkdown(document), JSON.stringify(diagnoseResult(after))];
    for (const text of all)
      for (const acting of ["\u001b", "\u0007", "\u202e", "\\u001b", "\\u0007"]) assert.ok(!text.includes(acting), JSON.stringify(acting));
    assert.ok(all[0]?.includes("\\x1b"));
  });

  test(`${name} redacted names neither pod, workload nor namespace, and points at the same`, async () => {
    const { observation, after } = await nameRecording(name);
    const redactor = fixedRedactor();
    learnNamesOf(observation.now, redactor);
    const now = redactSnapshot(observation.now, redactor);
    recordedSnapshotSchema.parse({ schemaVersion: 1, ...now });
    const text = JSON.stringify(now.parts.addressOwners);
    for (const secret of ["shop", '"w1"', "web0", "x2x4q", ...after.culprits.flatMap(({ address }) => address ?? [])])
      assert.ok(!text.includes(secret), secret);
    const redacted = diagnoseObservation({ ...observation, now }, "test");
    assert.deepEqual(
      redacted.culprits.map(({ entries, share }) => [entries, share]),
      after.culprits.map(({ entries, share }) => [entries, share]),
    );
    for (const culprit of redacted.culprits) assert.match(culprit.name, /^Deployment name-[0-9a-f]{10}\/name-[0-9a-f]{10}$/);
  });
}

test("a Deployment of thirty small pods is named with all of them, harmless where its names act on a terminal", async () => {
  const plain = await replay("full-churn-of-a-deployment");
  const diagnosis = diagnoseObservation(plain, "test");
  const [culprit] = diagnosis.culprits;
  assert.deepEqual([culprit?.name, culprit?.pods, culprit?.entries], ["Deployment shop/checkout", 30, 157_000]);
  const stop = diagnosis.plans.find(({ id }) => id === "stop-noisy-workload");
  assert.ok(stop?.commands.includes("kubectl -n shop scale deployment checkout --replicas=FEWER_REPLICAS"), "an allowed name is filled in");
  const { addressOwners } = plain.now.parts;
  assert.ok(addressOwners?.status === "present");
  const acting = "\u001b[2Jchecked\u202e";
  const claims = addressOwners.value.claims.map(({ address, owner }) => ({
    address,
    owner: { ...owner, name: `${acting}${owner.name}`, workload: { kind: "Deployment", namespace: acting, name: acting } },
  }));
  const hostile = diagnoseObservation(withOwners(plain, { ...addressOwners.value, claims }), "test");
  const document = diagnoseReport(hostile);
  const texts = [renderText(document), renderMarkdown(document), JSON.stringify(diagnoseResult(hostile)), ...stringsIn(hostile.plans)];
  for (const text of texts) for (const mark of ["\u001b", "\u202e", "\\u001b"]) assert.ok(!text.includes(mark), text);
  assert.match(texts[0] ?? "", /\\x1b\[2Jchecked/);
  const commands = hostile.plans.flatMap((plan) => [...plan.commands, ...plan.verify, ...plan.undo]);
  assert.ok(
    commands.every((line) => !line.includes("checked")),
    "no name stands in a command",
  );
});

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
