import assert from "node:assert/strict";
import { test } from "node:test";
import { NameVeil } from "./name-veil.ts";

function veilThatKnows(...names: readonly string[]): NameVeil {
  const veil = new NameVeil();
  veil.learnNames(names);
  return veil;
}

for (const text of [
  "ip-10-0-1-2.eu-west-1.compute.internal",
  "from 10.1.2.3 port 443 to 2001:db8::7",
  "shop/checkout-7d9f on i-0123456789abcdef0",
  "ullage://bundles/incident-of-acme/files/var_log/pods/checkout-7d9f.log",
  "fe:ed:be:ef:00:01 of checkout-7d9f",
]) {
  test(`${text} is covered, and comes back when it is asked with`, () => {
    const veil = veilThatKnows("ip-10-0-1-2.eu-west-1.compute.internal", "shop/checkout-7d9f", "incident-of-acme");
    const covered = veil.cover(text);
    assert.doesNotMatch(covered, /ip-10-0-1-2|10\.1\.2\.3|db8::7$|checkout|i-0123|acme|be:ef/);
    assert.equal(veil.uncover(covered), text);
    assert.equal(veil.cover(text), covered, "always by the same");
  });
}

test("words of ours stay as they are but for names and addresses in them", () => {
  const veil = veilThatKnows("checkout-7d9f");
  assert.equal(
    veil.coverOwnWords("see docs/remedies/raise-limit.md and /etc/sysctl.d/90-ullage.conf"),
    "see docs/remedies/raise-limit.md and /etc/sysctl.d/90-ullage.conf",
  );
  assert.match(
    veil.coverOwnWords('errors(instanceId="checkout-7d9f") at 10.1.2.3'),
    /^errors\(instanceId="name-[0-9a-f]{10}"\) at (?!10\.1\.2\.3)10\.\d+\.\d+\.\d+$/,
  );
});

test("what was never told is taken as it is", () => {
  const veil = veilThatKnows();
  assert.deepEqual(veil.uncoverArguments({ instanceId: "node-a", list: ["10.1.2.3", "name-0123456789"], limit: 3 }), {
    ...{ instanceId: "node-a", list: ["10.1.2.3", "name-0123456789"], limit: 3 },
  });
});
