import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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
  "http://169.254.169.254/latest/meta-data",
  "https://kubernetes.io/docs/concepts/workloads",
  "unix:///run/containerd/containerd.sock",
  "GET /api/v1/nodes/status and pods/status",
  "serial-getty@ttyS0.service: linux-image-5.10.0-29-amd64, x86_64-linux-gnu, nf_conntrack-https",
  "tcp-reset kube-proxy v1.30.2-eks-1552ad0 go1.22.5",
  "lookup tables are full",
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
  ["restarting vault-6d5f7c9b8-q2w4z", "vault"],
  ["ledger/vault-6d5f7c9b8-q2w4z evicted", "ledger"],
  ["fluentd-x7x2p: OOM", "fluentd"],
  ["Warning node/harbor-3 NotReady", "harbor"],
  ['{"pod": "harbor-3"}', "harbor"],
  ["level=error pod=harbor-3 msg=x", "harbor"],
  ["lookup vault on 10.0.0.10:53: no such host", "vault"],
  ["Get http://vault:8200/v1/secret", "vault"],
  ["Get https://vault:8200/customers/acme?x=1", "acme"],
  ["https://kubernetes.default.svc/api/v1/namespaces/acme/pods", "acme"],
  ["postgres://acme:pass@10.11.12.13:5432/orders", "acme"],
  ["from jane.doe@corp.example", "jane"],
  ["arn:aws:iam::123456789012:role/acme-node", "acme"],
  ["arn:aws:iam::123456789012:role/acme-node", "123456789012"],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/app", "123456789012"],
  ["eni-0123456789abcdef0 and sg-0123456789abcdef0 of vpc-0123abcd", "0123"],
  ["gke-acme-pool-1-0a1b2c3d-x2x4 is ready", "acme"],
  ["aks-nodepool1-12345678-vmss000001", "12345678"],
  ["/home/jane/.kube", "jane"],
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

/** Names that nothing has told, in a form that shows what they are. */
const word = fc.stringMatching(/^[a-z]{3,8}q[a-z]{2,8}$/);
const letters = "bcdfghjklmnpqrstvwxz2456789";
const hash = (least: number, most: number) => fc.string({ unit: fc.constantFrom(...letters), minLength: least, maxLength: most });
const shaped = fc.oneof(
  fc.tuple(word, hash(8, 10), hash(5, 5)).map(([name, set, pod]) => [name, `${name}-${set}-${pod}`] as const),
  fc.tuple(word, word, hash(8, 10), hash(5, 5)).map(([space, name, set, pod]) => [space, `${space}/${name}-${set}-${pod}`] as const),
  word.map((name) => [name, `pod="shop/${name}"`] as const),
  word.map((name) => [name, `"namespace":"${name}"`] as const),
  word.map((name) => [name, `node/${name}`] as const),
  word.map((name) => [name, `${name}.corp.example.com`] as const),
  word.map((name) => [name, `https://${name}:8443/healthz`] as const),
  word.map((name) => [name, `arn:aws:eks:eu-west-1:123456789012:cluster/${name}`] as const),
  word.map((name) => [name, `${name}@example.com`] as const),
  word.map((name) => [name, `/home/${name}/.ssh`] as const),
  word.map((name) => [name, `lookup ${name} on 10.0.0.10:53`] as const),
);
const places: readonly ((name: string) => string)[] = [
  (name) => `dial ${name}: i/o timeout`,
  (name) => `(${name})`,
  (name) => `err='${name}'`,
  (name) => `${name}, and more`,
  (name) => `first: ${name}`,
  (name) => `a\t${name}\tb`,
  (name) => `[${name}] ${name}`,
];

test("a name that its form shows is gone from wherever it stands, and how long it was is not seen", () => {
  fc.assert(
    fc.property(shaped, fc.constantFrom(...places), ([name, form], place) => {
      const redacted = redactor.text(place(form));
      assert.ok(!redacted.includes(name), redacted);
      assert.ok(!redactor.kernelMessage(place(form)).includes(name));
      const another = form.replaceAll(name, `${name}q`);
      assert.equal(redactor.text(place(another)).length, redacted.length, "of another length");
    }),
    { numRuns: 500 },
  );
});

test("text of ten thousand hostile characters takes no time to speak of", () => {
  for (const text of [
    "1.".repeat(5000),
    "a.".repeat(5000),
    "::".repeat(5000),
    "/".repeat(10_000),
    'pod="'.repeat(2000),
    "0".repeat(10_000),
    "a-".repeat(5000),
    "a-b2c3d".repeat(1500),
    "pod/a".repeat(2000),
    "http://".repeat(1500),
    `http://${"a".repeat(10_000)}`,
    "arn:aws:".repeat(1200),
    "a@a.".repeat(2500),
    '"pod": '.repeat(1500),
    "lookup ".repeat(1500),
    `gke-${"a-".repeat(5000)}`,
  ])
    assert.equal(typeof redactor.text(text), "string");
});
