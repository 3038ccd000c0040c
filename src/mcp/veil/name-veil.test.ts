import assert from "node:assert/strict";
import { test } from "node:test";
import { harmlessText } from "../../report/harmless-text.ts";
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

for (const text of ["checkout-7d9f is down", "10.1.2.3", "i-0123456789abcdef0", "F-3f496646c9eb", "qa"]) {
  for (const before of ["\t", "\u001b", "\n", "one\t"]) {
    test(`${JSON.stringify(before + text)} is covered although it was made harmless before`, () => {
      const veil = veilThatKnows("checkout-7d9f", "qa/web");
      const shown = harmlessText(before);
      for (const covered of [veil.cover(shown + text), veil.coverOwnWords(shown + text)]) {
        assert.equal(covered, shown + veil.cover(text));
        assert.notEqual(covered, shown + text);
      }
      assert.equal(veil.uncover(veil.cover(`${shown}${text}\nqa`)), `${shown}${text}\nqa`);
    });
  }
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
  for (const text of ["node-a", "10.1.2.3", "name-0123456789"]) assert.equal(veil.uncover(text), text);
});

test("a name that is short or a word of ours is covered where it stands as a name, and nowhere else", () => {
  const veil = veilThatKnows("Deployment qa/settlement", "client/web-7d9f");
  const covered = veil.cover("Deployment qa/settlement beside client/web-7d9f: one client holds a quarter of the table (qa)");
  assert.match(covered, /^Deployment name-\w+ beside name-\w+: one client holds a quarter of the table \(name-\w+\)$/);
  assert.equal(veil.uncover(covered), "Deployment qa/settlement beside client/web-7d9f: one client holds a quarter of the table (qa)");
  const alone = veil.cover("qa");
  assert.match(alone, /^name-[0-9a-f]{10}$/);
  assert.equal(veil.uncover(alone), "qa");
});

test("what a line calls a pod by its key is its name from then on", () => {
  const veil = veilThatKnows();
  assert.doesNotMatch(veil.cover('syncing pod="ledger/vault-6d5f" failed, vault-6d5f is not ready'), /ledger|vault/);
  assert.doesNotMatch(veil.cover('{"cluster": "acme-prod"}'), /acme/);
  assert.doesNotMatch(veil.cover("the vault-6d5f of acme-prod"), /vault|acme/);
});

test("of a name or an address that was cut with its text nothing is left", () => {
  const veil = veilThatKnows("checkout-7d9f6c5b8-x2x4q");
  const words = "and so on ".repeat(12);
  assert.doesNotMatch(veil.cover(`eckout-7d9f6c5b8-x2x4q ${words} checkout-7d9f6c`), /eckout/);
  assert.doesNotMatch(veil.cover(`${words} from 10.77.66.`), /10\.77/);
  assert.match(veil.cover(`${words} from 10.77.66.55`), /from 10\.\d+\.\d+\.\d+$/);
});

test("an id whose slashes are escaped in an address is covered as it is elsewhere", () => {
  const veil = veilThatKnows("acme-prod/node-of-acme.tar.gz");
  const uri = "ullage://bundles/acme-prod%2Fnode-of-acme.tar.gz/files/var_log/node-of-acme/0.log";
  const covered = veil.cover(`see ${uri}.`);
  assert.doesNotMatch(covered, /acme/);
  assert.ok(covered.includes(encodeURIComponent(veil.cover("acme-prod/node-of-acme.tar.gz"))));
});

test("what was told is found in an expression and in its network", () => {
  const veil = veilThatKnows();
  const told = veil.cover("10.77.66.55");
  assert.equal(veil.take(told.replaceAll(".", "\\.")), "10\\.77\\.66\\.55");
  assert.equal(veil.takeNames(`${told}:443`), "10.77.66.55:443");
  assert.equal(veil.uncover(told.replace(/\.\d+$/, ".0/24")), "10.77.66.0/24");
});

for (const [text, isOwn] of [
  ["10.77.66.55", true],
  ["10\\.77\\.66\\.55:443", true],
  ["10.77.66.0/24", true],
  // Whether a name is known here is not told by a refusal.
  ["vault-6d5f and more", false],
  ["i-0123456789abcdef0", true],
  ["\\x0910.77.66.55", true],
  ["table full|dropping packet", false],
  ["127.0.0.1:10256", false],
  ["169.254.169.254", false],
  ["10.0.0.0/8", false],
  [":443", false],
] as const) {
  test(`${text} is ${isOwn ? "what no answer can have shown" : "what anybody may ask"}`, () => {
    const veil = veilThatKnows("vault-6d5f");
    assert.equal(veil.hasOwnNames(text), isOwn);
    // Looking is not telling.
    assert.equal(veil.hasOwnNames(text), isOwn);
  });
}
