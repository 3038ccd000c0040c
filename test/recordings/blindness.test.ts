import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checks } from "../../src/checks/index.ts";
import { runChecks } from "../../src/checks/run-checks.ts";
import type { NodeSnapshot, PartName } from "../../src/model/node-snapshot.ts";
import type { Observation } from "../../src/model/observation.ts";
import type { Missing } from "../../src/model/reading.ts";
import type { Verdict } from "../../src/model/verdict.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { causes } from "../../src/verdict/causes/index.ts";
import { claims } from "../../src/verdict/claims.ts";
import { judge } from "../../src/verdict/judge.ts";
import { limits } from "../../src/verdict/limits/index.ts";
import { lookAlikes } from "../../src/verdict/look-alikes/index.ts";
import { noLimit } from "../../src/verdict/no-limit.ts";
import { SignalView } from "../../src/verdict/signal-view.ts";
import { confidenceRank, weigh } from "../../src/verdict/weigh.ts";
import { healthyParts } from "./healthy-node.ts";
import { readLabelled, recordingNames } from "./read-labelled.ts";

const recordings = await Promise.all(recordingNames().map(readLabelled));
const partNames = Object.keys(healthyParts) as readonly PartName[]; // the healthy node has every part
const hypotheses = [...limits, noLimit, ...lookAlikes, ...causes];

type Sample = "now" | "earlier";
const samplesToBlind: readonly (readonly Sample[])[] = [["now"], ["earlier"], ["now", "earlier"]];

for (const { name, observation } of recordings) {
  test(`${name}: what can no longer be seen makes nothing surer`, () => {
    const seen = weighAll(observation);
    for (const part of partNames.filter((name) => hasPart(observation, name))) {
      for (const status of ["absent", "forbidden", "failed"] as const) {
        for (const samples of observation.earlier === undefined ? [["now"] as const] : samplesToBlind) {
          const blind = blinded(observation, [part], samples, status);
          assertNoneSurer(seen, weighAll(blind), `${part} ${status} in ${samples.join(" and ")}`);
          assertNotTurnedHealthy(observation, blind, part);
        }
      }
    }
  });

  test(`${name}: without the first sample nothing is surer`, () => {
    assertNoneSurer(weighAll(observation), weighAll({ now: observation.now }), "one sample");
  });

  test(`${name}: parts that no claim rests on change nothing`, () => {
    const { verdict } = diagnoseObservation(observation, name);
    for (const part of unrelatedParts) {
      const without = remade(observation, ["now", "earlier"], ({ [part]: _, ...rest }) => rest);
      for (const [from, reading] of readingsOf.get(part) ?? []) {
        const withIt = remade(without, ["now", "earlier"], (parts) => ({ ...parts, [part]: reading }));
        assert.deepEqual(judged(withIt), verdict, `${part} of ${from}`);
      }
      assert.deepEqual(judged(without), verdict, `without ${part}`);
    }
  });
}

test("several parts at once that can no longer be seen make nothing surer", () => {
  const anyBlindness = fc.record({
    recording: fc.constantFrom(...recordings),
    parts: fc.subarray([...partNames], { minLength: 2 }),
    samples: fc.constantFrom(...samplesToBlind),
    status: fc.constantFrom("absent" as const, "forbidden" as const, "failed" as const),
  });
  fc.assert(
    fc.property(anyBlindness, ({ recording: { name, observation }, parts, samples, status }) => {
      const blind = blinded(observation, parts, samples, status);
      assertNoneSurer(weighAll(observation), weighAll(blind), `${name} without ${parts.join(", ")} in ${samples.join(" and ")}`);
    }),
    { numRuns: 1500 },
  );
});

test("some parts are of no claim", () => assert.ok(unrelatedParts.length >= 3, unrelatedParts.join(", ")));

/** Parts that no check of any claim needs or uses. */
const unrelatedParts: readonly PartName[] = (() => {
  const ofClaims = new Set<string>(Object.values(claims).flatMap(({ from }) => from));
  const related = new Set<PartName>(checks.filter(({ id }) => ofClaims.has(id)).flatMap(({ needs, uses }) => [...needs, ...uses]));
  return partNames.filter((part) => !related.has(part));
})();

/** Every value of a recording is one that any node can have: what the recordings have of these parts, each once, with the name of one that has it. */
const readingsOf = new Map(
  unrelatedParts.map((part) => {
    const distinct = new Map(
      recordings.flatMap(({ name, observation: { now } }) => {
        const reading = now.parts[part];
        return reading === undefined ? [] : [[JSON.stringify({ ...reading, takenAtMs: 0 }), [name, reading] as const] as const];
      }),
    );
    return [part, [...distinct.values()]] as const;
  }),
);

function hasPart({ now, earlier }: Observation, part: PartName): boolean {
  return now.parts[part] !== undefined || earlier?.parts[part] !== undefined;
}

function judged({ now, earlier }: Observation): Verdict {
  return judge(runChecks({ now, ...(earlier === undefined ? {} : { earlier }) }, { full: true }), now).verdict;
}

/** How sure each hypothesis is, 0 where it does not stand. */
function weighAll(observation: Observation): ReadonlyMap<string, number> {
  const view = new SignalView(runChecks(observation, { full: true }));
  return new Map(
    hypotheses.map((hypothesis) => {
      const { confidence } = weigh<string>(hypothesis, view);
      return [hypothesis.id, confidence === undefined ? 0 : confidenceRank[confidence]];
    }),
  );
}

function assertNoneSurer(seen: ReadonlyMap<string, number>, blind: ReadonlyMap<string, number>, what: string): void {
  const risen = [...blind].filter(([id, rank]) => rank > (seen.get(id) ?? 0)).map(([id, rank]) => `${id}: ${seen.get(id)} to ${rank}`);
  assert.deepEqual(risen, [], what);
}

/** Where some limit was seen to be hit, one missing reading may leave nothing to go by, and never a node that is surely well. */
function assertNotTurnedHealthy(observation: Observation, blind: Observation, part: PartName): void {
  const after = judged(blind);
  if (after.limit !== "none" || after.confidence !== "high") return;
  assert.equal(judged(observation).limit, "none", `without ${part}`);
}

function blinded(observation: Observation, parts: readonly PartName[], samples: readonly Sample[], status: Missing["status"]): Observation {
  return remade(observation, samples, (readings, takenAtMs) => ({
    ...readings,
    ...Object.fromEntries(
      // A part that was not asked for is as unseen as one that could not be read.
      parts.filter((part) => readings[part] !== undefined).map((part) => [part, { status, reason: "taken away", source: part, takenAtMs }]),
    ),
  }));
}

function remade(
  { now, earlier }: Observation,
  samples: readonly Sample[],
  change: (parts: NodeSnapshot["parts"], takenAtMs: number) => NodeSnapshot["parts"],
): Observation {
  const changed = (snapshot: NodeSnapshot) => ({ ...snapshot, parts: change(snapshot.parts, snapshot.takenAtMs) });
  return {
    now: samples.includes("now") ? changed(now) : now,
    ...(earlier === undefined ? {} : { earlier: samples.includes("earlier") ? changed(earlier) : earlier }),
  };
}
