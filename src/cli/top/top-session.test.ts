import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventBurst } from "../../model/event-births.ts";
import type { Clock } from "../../platform/clock.ts";
import { sampleCase } from "../../report/top/table-sample.case.ts";
import { topCase } from "../../report/top/top-state.case.ts";
import type { TopState } from "../../report/top/top-state.ts";
import { type TopView, viewId } from "../../report/top/top-view.ts";
import { TopSession } from "./top-session.ts";
import { SampleMissing, type TakenSample, type TopSource } from "./top-source.ts";

const clock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

/** A source whose answers are given one by one by the test, and that notes what it was asked for. */
class AskedSource implements TopSource {
  readonly facts = { node: "node-a" };
  readonly answersViews = true;
  readonly asked: {
    readonly view: TopView;
    readonly signal: AbortSignal;
    readonly answer: PromiseWithResolvers<TakenSample | undefined>;
  }[] = [];
  private onAsked: () => void = () => {};
  private place = 0;

  next(view: TopView, signal: AbortSignal): Promise<TakenSample | undefined> {
    const answer = Promise.withResolvers<TakenSample | undefined>();
    signal.addEventListener("abort", () => answer.reject(signal.reason), { once: true });
    this.asked.push({ view, signal, answer });
    this.onAsked();
    return answer.promise;
  }

  async close(): Promise<void> {}

  async untilAsked(times: number): Promise<void> {
    while (this.asked.length < times) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.onAsked = resolve;
      await promise;
    }
  }

  answerLast(sampleMs?: number): void {
    const last = this.asked.at(-1);
    last?.answer.resolve({ sample: sampleCase(this.place++), viewId: viewId(last.view), ...(sampleMs === undefined ? {} : { sampleMs }) });
  }
}

function begin(source: AskedSource, intervalSeconds: number) {
  const states: TopState[] = [];
  const session = new TopSession(source, topCase({ intervalSeconds }), clock, (state) => void states.push(state));
  const ended = session.run(new AbortController().signal);
  const press = (...keys: readonly string[]) => {
    for (const key of keys) session.dispatch({ kind: "key", key });
  };
  return { session, ended, press, states };
}

test("the next sample is asked for after the one before, never beside it", async () => {
  const source = new AskedSource();
  const { ended, press } = begin(source, 0.1);
  await source.untilAsked(1);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(source.asked.length, 1);
  source.answerLast();
  await source.untilAsked(2);
  press("q");
  await ended;
});

test("another question takes the place of the one that is being answered, without waiting for the interval", async () => {
  const source = new AskedSource();
  const { session, ended, press } = begin(source, 3600);
  await source.untilAsked(1);
  source.answerLast();
  await new Promise((resolve) => setImmediate(resolve));
  press("enter");
  await source.untilAsked(2);
  assert.deepEqual(source.asked[1]?.view.groups, [{ dimension: "workload", key: "Deployment shop/checkout" }]);
  press("escape");
  await source.untilAsked(3);
  assert.deepEqual([source.asked[1]?.signal.aborted, source.asked[2]?.view], [true, session.state.view]);
  press("q");
  await ended;
});

test("a key that ends it does not wait for a sample", async () => {
  const source = new AskedSource();
  const { ended, press } = begin(source, 3600);
  await source.untilAsked(1);
  press("ctrl-c");
  await ended;
  assert.equal(source.asked[0]?.signal.aborted, true);
});

test("while it is paused nothing is asked for, and then at once", async () => {
  const source = new AskedSource();
  const { ended, press } = begin(source, 0.1);
  await source.untilAsked(1);
  press("p");
  source.answerLast();
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(source.asked.length, 1);
  press("p");
  await source.untilAsked(2);
  press("q");
  await ended;
});

test("a sample that cannot be had is told, and asked for again", async () => {
  const source = new AskedSource();
  const { session, ended, press } = begin(source, 0.1);
  await source.untilAsked(1);
  source.asked[0]?.answer.reject(new SampleMissing("nf_conntrack is not loaded"));
  await source.untilAsked(2);
  assert.equal(session.state.failure, "nf_conntrack is not loaded");
  source.answerLast();
  await source.untilAsked(3);
  assert.equal(session.state.failure, undefined);
  press("q");
  await ended;
});

test("a bug of the source ends the session with it", async () => {
  const source = new AskedSource();
  const { ended } = begin(source, 0.1);
  await source.untilAsked(1);
  source.asked[0]?.answer.reject(new TypeError("a worker died"));
  await assert.rejects(ended, TypeError);
});

test("a source that has no more is not asked again", async () => {
  const source = new AskedSource();
  const { session, ended, press } = begin(source, 0.1);
  await source.untilAsked(1);
  source.asked[0]?.answer.resolve(undefined);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.deepEqual([source.asked.length, session.state.source.isAtEnd], [1, true]);
  press("q");
  await ended;
});

test("births are counted once for each time they are asked for, beside the samples, and no longer than the session", async () => {
  const listened: { readonly seconds: number; readonly signal: AbortSignal; readonly answer: PromiseWithResolvers<EventBurst> }[] = [];
  const source = Object.assign(new AskedSource(), {
    countBirths: (_: TopView, seconds: number, signal: AbortSignal) => {
      const answer = Promise.withResolvers<EventBurst>();
      listened.push({ seconds, signal, answer });
      return answer.promise;
    },
  });
  const { session, ended, press } = begin(source, 3600);
  await source.untilAsked(1);
  source.answerLast();
  press("e", "x", "e");
  assert.deepEqual(
    listened.map(({ seconds }) => seconds),
    [5],
  );
  const births = { perSecond: 3, method: "events", overSeconds: 5, plusMinus: 0, isFloor: false } as const;
  listened[0]?.answer.resolve({ births, groups: [], distinct: 0, exact: true, lost: 0, remarks: [] });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(session.state.eventCount?.counted?.births.perSecond, 3);
  press("x", "e");
  listened[1]?.answer.reject(new SampleMissing("not permitted"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(session.state.notice ?? "", /not permitted/);
  press("e", "q", "q");
  await ended;
  assert.deepEqual([listened.length, listened[2]?.signal.aborted], [3, true]);
});
