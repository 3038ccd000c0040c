import assert from "node:assert/strict";
import { test } from "node:test";
import { ToolFailure } from "../../platform/tool-failure.ts";
import { FirstNames } from "./first-names.ts";
import { NameVeil } from "./name-veil.ts";

function veilOf(...nodes: readonly string[]): NameVeil {
  const veil = new NameVeil();
  for (const name of nodes) veil.learnNode({ name, cluster: "acme-prod", instanceId: "i-0123456789abcdef0" }, "saved/of-acme.tar.gz");
  return veil;
}

const isRefused = (error: unknown) => error instanceof ToolFailure && error.code === "name-untold";

for (const name of [
  ...["worker-7.acme.example", "worker-7", "WORKER-7", " worker-7 ", "acme-prod", "acme-prod/worker-7.acme.example", "i-0123456789abcdef0"],
  ...["aws:///eu-west-1a/i-0123456789abcdef0", "saved/of-acme.tar.gz", "of-acme.tar.gz"],
]) {
  test(`an operator who knows "${name}" can begin with it`, () => assert.equal(veilOf("worker-7.acme.example").takeNode(name), name));
}

test("whoever has a list of names does not get through it, and goes on with what was told", () => {
  const veil = veilOf("worker-7");
  const told = veil.cover("worker-7");
  for (let number = 0; number < 10; number++) {
    const taken = veil.takeNode(`guess-${number}`);
    assert.match(taken, /^given/);
    assert.equal(veil.cover(`no node "${taken}"`), `no node "guess-${number}"`);
  }
  assert.throws(() => veil.takeNode("worker-7"), isRefused, "a right one is refused as a wrong one is");
  assert.throws(() => veil.takeNode("worker-8"), isRefused);
  assert.match(veil.takeNode("guess-3"), /^given/, "what was taken is for good");
  assert.equal(veil.takeNode(told), "worker-7");
});

test("replacements of another run stand for nothing and are no guesses", () => {
  const veil = veilOf("worker-7");
  for (let number = 0; number < 30; number++) assert.match(veil.takeNode(`name-${String(number).padStart(10, "0")}`), /^given/);
  assert.equal(veil.takeNode("worker-7"), "worker-7");
});

test("an hour after the names are used up there is one more, and after a long time no more than at first", () => {
  let nowMs = 0;
  const names = new FirstNames(() => nowMs);
  let asked = 0;
  const takenInAll = () => {
    const before = asked;
    while (names.take(`name-${asked}`)) asked++;
    return asked - before;
  };
  const hours = [0, 0.99, 1, 3.5, 4, 1000].map((hour) => {
    nowMs = hour * 3_600_000;
    return takenInAll();
  });
  assert.deepEqual(hours, [10, 0, 1, 2, 1, 10]);
  assert.ok(names.take("name-3"), "what was taken is for good");
});

test("a wrong guess teaches no name", () => {
  const veil = veilOf("worker-7");
  const taken = veil.takeNode("worker-8");
  veil.learnNames([taken, `Deployment shop/${taken}`]);
  assert.equal(veil.cover(`${taken} and worker-8`), "worker-8 and worker-8");
});

test("where only names can stand every word that was not told stands for nothing, known or not", () => {
  const veil = veilOf("worker-7");
  veil.learnNames(["shop/checkout"]);
  const told = veil.cover("shop/checkout");
  assert.equal(veil.takeNames(`Deployment/${told}`), "Deployment/shop/checkout");
  for (const guess of ["Deployment/shop/checkout", "Deployment/bank/payments", "shop/checkout:443"]) {
    const taken = veil.takeNames(guess);
    assert.doesNotMatch(taken, /shop|checkout|bank|payments/);
    assert.equal(veil.cover(taken), guess);
  }
  assert.equal(veil.takeNames("kube-system/coredns"), "kube-system/coredns");
});
