import assert from "node:assert/strict";
import { test } from "node:test";
import { topFrameSchema } from "../../contract/top-frame.ts";
import { sampleCase } from "./table-sample.case.ts";
import { topFrame } from "./top-frame.ts";
import { topCase, withSamples } from "./top-state.case.ts";

for (const { what, samples } of [
  { what: "a first sample", samples: [sampleCase(0)] },
  { what: "a series that grows", samples: [0, 1, 2, 3, 4, 5, 6].map((place) => sampleCase(place)) },
  { what: "a table without a limit", samples: [sampleCase(0, { max: 0 })] },
  { what: "a table that could not be listed", samples: [sampleCase(0, { traffic: "missing", remarks: ["table: not permitted"] })] },
]) {
  test(`the frame of ${what} keeps the contract through JSON`, () => {
    const frame = JSON.parse(JSON.stringify(topFrame(withSamples(topCase(), samples), samples.at(-1)!)));
    assert.deepEqual(topFrameSchema.strict().parse(frame), frame);
    assert.equal(frame.traffic === null, samples.at(-1)?.traffic === undefined);
  });
}
