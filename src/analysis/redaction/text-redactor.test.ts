import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedRedactor } from "./fixed-redactor.case.ts";

const redactor = fixedRedactor();
redactor.learnNames(["worker-7.example.com", "payments-6f9c", "shop"]);
redactor.learnCommands(["billing-api", "table"]);

const stays: readonly string[] = [
  "nf_conntrack: nf_conntrack: table full in netns 4026531840, dropping packet",
  "TCP: request_sock_TCP: Possible SYN flooding on port 0.0.0.0:8080. Sending cookies.",
  "net_ratelimit: 12 callbacks suppressed",
  "neighbour: arp_cache: neighbor table overflow!",
];
for (const message of stays) {
  test(`the kernel's words stay although a program has one for a name: ${message}`, () =>
    assert.equal(redactor.kernelMessage(message), message));
}

for (const text of [
  "2026-01-15T12:00:00.000Z",
  "12:34:56",
  'I0115 12:00:00.123456    1 proxier.go:853] "Sync failed"',
  "/proc/sys/net/netfilter/nf_conntrack_count",
  "/sys/class/net/eth0/operstate",
  "Linux 6.18.44",
  "std::string at 100%",
  "kubelet.service",
  "http://127.0.0.1:10249/metrics",
]) {
  test(`nothing of anybody's is in "${text}"`, () => assert.equal(redactor.text(text), text));
}

for (const [text, secret] of [
  ["dial tcp 10.11.12.13:443: i/o timeout", "10.11.12.13"],
  ["from 10.11.12.13, to", "10.11.12.13"],
  ["x10.11.12.13", "10.11.12.13"],
  ["[fd00:a:b::7]:443", "fd00:a:b::7"],
  ["at fd00:a:b::7: refused", "fd00:a:b::7"],
  ["::ffff:10.11.12.13", "10.11.12.13"],
  ["ip-10-11-12-13.ec2.internal", "10-11-12-13"],
  ["10-11-12-13.ns.pod.cluster.local", "10-11-12-13"],
  ["link/ether 0a:1b:2c:3d:4e:5f brd", "0a:1b:2c:3d:4e:5f"],
  ["worker-7 is ready", "worker-7"],
  ["syncing payments-6f9c_shop", "payments-6f9c"],
  ["api.corp.example.com refused", "corp"],
  ['pod="team-a/checkout-1"', "checkout-1"],
  ['pod="team-a/checkout-1"', "team-a"],
  ["pod 0d1e2f3a-1111-2222-3333-444455556666", "444455556666"],
  ["cri-containerd-0123456789abcdef0123456789abcdef.scope", "0123456789abcdef"],
  ["open /srv/customers/acme.db: no such file", "acme"],
  ["billing-api exited", "billing-api"],
] as const) {
  test(`"${secret}" is gone from "${text}"`, () => assert.ok(!redactor.text(text).includes(secret), redactor.text(text)));
}

for (const [message, secret] of [
  ["Out of memory: Killed process 4242 (ledger) total-vm:1kB", "ledger"],
  ["oom-kill:constraint=CONSTRAINT_MEMCG,task=ledger,pid=4242", "ledger"],
  ["ledger invoked oom-killer: gfp_mask=0xcc0", "ledger"],
] as const) {
  test(`the program is gone from "${message}" and the sentence stays`, () => {
    const redacted = redactor.kernelMessage(message);
    assert.ok(!redacted.includes(secret), redacted);
    assert.match(redacted, new RegExp(`^${message.replace(/[()]/g, "\\$&").replace(secret, "name-[0-9a-f]{10}")}$`));
  });
}

test("the same name is the same name everywhere, and its domain stays shared", () => {
  const short = redactor.text("worker-7");
  const full = redactor.text("worker-7.example.com");
  assert.equal(full.split(".")[0], short);
  assert.equal(redactor.text("other.example.com").split(".")[1], full.split(".")[1]);
  assert.equal(redactor.host("WORKER-7"), short);
  assert.equal(redactor.text(short), short);
});

test("a network keeps its length and has no host part", () => {
  const [address, length] = redactor.text("10.11.12.0/24").split("/");
  assert.equal(length, "24");
  assert.match(address ?? "", /^10\.\d+\.\d+\.0$/);
  assert.equal(redactor.text("10.11.12.77").split(".").slice(0, 3).join("."), address?.split(".").slice(0, 3).join("."));
});

test("text of ten thousand hostile characters takes no time to speak of", () => {
  for (const text of [
    "1.".repeat(5000),
    "a.".repeat(5000),
    "::".repeat(5000),
    "/".repeat(10_000),
    'pod="'.repeat(2000),
    "0".repeat(10_000),
  ])
    assert.equal(typeof redactor.text(text), "string");
});
