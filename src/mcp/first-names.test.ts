import assert from "node:assert/strict";
import { test } from "node:test";
import { ToolFailure } from "../platform/tool-failure.ts";
import { NameVeil } from "./name-veil.ts";

function veilOf(...nodes: readonly string[]): NameVeil {
  const veil = new NameVeil();
  for (const name of nodes) veil.learnNode({ name, cluster: "acme-prod", instanceId: "i-0123456789abcdef0" }, "saved/of-acme.tar.gz");
  return veil;
}

const isRefused = (error: unknown) => error instanceof ToolFailure && error.code === "bad-argument";

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
