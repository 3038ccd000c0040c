import assert from "node:assert/strict";
import { test } from "node:test";
import { flagValue, parseCommandLine, parseProcessName } from "./process-name.ts";

test("a process cannot send control characters or marks of direction to a terminal through its name", () => {
  assert.equal(parseProcessName("kube-proxy\n"), "kube-proxy");
  assert.equal(parseProcessName("a\u001b[2J\nb\n"), "a?[2J?b");
  assert.equal(parseProcessName("a\u202eb\u2028c\u00e9\n"), "a?b?c\u00e9");
});

test("arguments are apart by zero bytes and a kernel thread has none", () => {
  assert.deepEqual(parseCommandLine("kube-proxy\0--v=2\0\0"), ["kube-proxy", "--v=2"]);
  assert.deepEqual(parseCommandLine(""), []);
});

for (const [args, value] of [
  [["kube-proxy", "--proxy-mode=ipvs"], "ipvs"],
  [["kube-proxy", "--proxy-mode", "ipvs"], "ipvs"],
  [["kube-proxy", "--proxy-mode=ipvs", "--proxy-mode=nftables"], "nftables"],
  [["kube-proxy", "--proxy-mode="], ""],
  [["kube-proxy", "--proxy-mode"], undefined],
  [["kube-proxy", "--proxy-mode-other=x"], undefined],
  [[], undefined],
] as const) {
  test(`the flag proxy-mode of "${args.join(" ")}" is ${value}`, () => assert.equal(flagValue(args, "proxy-mode"), value));
}
