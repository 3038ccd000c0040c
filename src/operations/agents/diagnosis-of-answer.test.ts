import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { diagnoseReport } from "../../report/diagnose-report.ts";
import { diagnoseResult } from "../../report/diagnose-result.ts";
import { diagnoseObservation } from "../../report/diagnosis.ts";
import { renderText } from "../../report/render-text.ts";
import { readRecording } from "../../sources/recording.ts";
import { diagnosisOfAnswer } from "./diagnosis-of-answer.ts";

const recordings = join(import.meta.dirname, "../../../fixtures/recordings");

test("of every recording the report is the same on the node and at whoever asked its agent", async () => {
  const names = readdirSync(recordings).filter((name) => statSync(join(recordings, name)).isDirectory());
  assert.ok(names.length > 30);
  for (const name of names) {
    const diagnosis = diagnoseObservation(await readRecording(join(recordings, name)), name);
    const answer = JSON.parse(JSON.stringify(diagnoseResult(diagnosis)));
    assert.equal(renderText(diagnoseReport(diagnosisOfAnswer(answer))), renderText(diagnoseReport(diagnosis)), name);
  }
});
