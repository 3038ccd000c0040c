import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";
import { emptyOutcome, foundOutcome, hostileOutcome } from "../report/find-outcome.case.ts";
import type { FindResult } from "../report/find-result.ts";
import { findResult } from "../report/find-result.ts";
import { assertType, type DeepMutable } from "./deep-mutable.case.ts";
import { findResultSchema } from "./find-result.ts";

type Built = DeepMutable<FindResult>;
// Inferred unions are written otherwise than declared ones, so equality is asked for in both directions instead of by identity.
assertType<Built extends z.infer<typeof findResultSchema> ? true : false>();
assertType<z.infer<typeof findResultSchema> extends Built ? true : false>();

for (const [what, outcome] of [
  ["with what was found", foundOutcome],
  ["with nothing found", emptyOutcome],
  ["with names that would act", hostileOutcome],
] as const) {
  test(`an answer ${what} keeps the contract`, () => {
    const built: unknown = JSON.parse(JSON.stringify(findResult(outcome)));
    assert.deepEqual(findResultSchema.strict().parse(built), built);
    assert.doesNotMatch(JSON.stringify(built), /\\u001b|\u202e/);
  });
}
