import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fixedRedactor } from "../src/analysis/redaction/fixed-redactor.case.ts";
import { learnNamesOf, redactSnapshot } from "../src/analysis/redaction/redact-snapshot.ts";
import { runChecks } from "../src/checks/run-checks.ts";
import { recordedSnapshotSchema } from "../src/contract/recording.ts";
import type { Observation } from "../src/model/observation.ts";
import type { Diagnosis } from "../src/model/verdict.ts";
import { diagnoseObservation } from "../src/report/diagnosis.ts";
import { readRecording } from "../src/sources/recording.ts";

const recordings = join(import.meta.dirname, "../fixtures/recordings");
const names = readdirSync(recordings, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("there are recordings to redact", () => assert.ok(names.length >= 4));

for (const name of names) {
  test(`${name} has the same verdict when addresses and names are replaced`, async () => {
    const plain = await readRecording(join(recordings, name));
    const redacted = redact(plain);
    assert.deepEqual(levels(redacted), levels(plain));
    assert.deepEqual(essence(diagnoseObservation(redacted, "test")), essence(diagnoseObservation(plain, "test")));
    recordedSnapshotSchema.parse({ schemaVersion: 1, ...redacted.now });
  });

  test(`${name} redacted names neither its node nor its pods nor an address of its table`, async () => {
    const plain = await readRecording(join(recordings, name));
    const text = JSON.stringify(redact(plain));
    const { tableComposition } = plain.now.parts;
    const lists = tableComposition?.status === "present" ? [tableComposition.value.top.sources, tableComposition.value.top.endpoints] : [];
    const addresses = lists.flatMap(({ items }) => items.map(({ key }) => key)).filter((key) => !/^(?:127|169\.254|22[4-9]|0)\./.test(key));
    const { podNetworks } = plain.now.parts;
    const pods =
      podNetworks?.status === "present"
        ? podNetworks.value.flatMap(({ name, namespace }) => (namespace === undefined ? [] : [name, namespace]))
        : [];
    for (const secret of [plain.now.node, ...addresses, ...pods]) assert.ok(!text.includes(`"${secret}"`), secret);
  });
}

function redact({ now, earlier }: Observation): Observation {
  const redactor = fixedRedactor();
  learnNamesOf(now, redactor);
  return { now: redactSnapshot(now, redactor), ...(earlier === undefined ? {} : { earlier: redactSnapshot(earlier, redactor) }) };
}

function levels(observation: Observation) {
  return runChecks(observation, { full: true }).map(({ id, level, value, limit }) => ({ id, level, value, limit }));
}

/** All of a diagnosis that says no name. */
function essence({ verdict, culprits }: Diagnosis) {
  const { limit, lookAlikes, causes, severity, confidence, escalation } = verdict;
  return {
    ...{ limit, severity, confidence },
    lookAlikes: lookAlikes.map(({ id, confidence: sureness }) => ({ id, sureness })),
    causes: causes.map(({ id, confidence: sureness, share }) => ({ id, sureness, share })),
    escalation: escalation.map(({ to }) => to),
    culprits: culprits.map(({ kind, entries, share }) => ({ kind, entries, share })),
  };
}
