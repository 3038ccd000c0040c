import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterPod } from "../../model/cluster.ts";
import { inferHostNetwork } from "./infer-host-network.ts";
import { parsePodAddressLine } from "./pod-address-line.ts";
import { WidePodTable } from "./wide-pod-table.ts";

function read(text: string): { readonly pods: readonly ClusterPod[]; readonly malformed: number } {
  const pods: ClusterPod[] = [];
  const table = new WidePodTable((pod) => pods.push(pod));
  for (const line of text.split("\n")) table.takeLine(line);
  return { pods, malformed: table.malformedLines };
}

const shown = ({ namespace, name, addresses, node, phase }: ClusterPod) => [namespace, name, addresses.join(), node, phase];

const tables: readonly (readonly [what: string, text: string, pods: readonly unknown[], malformed: number])[] = [
  [
    "kubectl get pods -A -o wide",
    `NAMESPACE     NAME                       READY   STATUS      RESTARTS      AGE     IP            NODE       NOMINATED NODE   READINESS GATES
kube-system   coredns-674b8bbfcf-7l9x2   1/1     Running     2 (3d ago)    5d21h   10.244.0.5    worker-1   <none>           <none>
jobs          backup-29473920-k8s2f      0/1     Completed   0             8h      10.244.0.9    worker-1   <none>           <none>
shop          web-7d9f6b8c5-x2x4q        0/1     Pending     0             2s      <none>        <none>     <none>           1/1
shop          six                        1/1     Running     12 (2h ago)   3d      fd00::244:5   worker-2   <none>           <none>`,
    [
      ["kube-system", "coredns-674b8bbfcf-7l9x2", "10.244.0.5", "worker-1", "Running"],
      ["jobs", "backup-29473920-k8s2f", "10.244.0.9", "worker-1", "Succeeded"],
      ["shop", "web-7d9f6b8c5-x2x4q", "", undefined, "Running"],
      ["shop", "six", "fd00::244:5", "worker-2", "Running"],
    ],
    0,
  ],
  [
    "without -A, so that nobody knows the namespace",
    `NAME   READY   STATUS    RESTARTS   AGE   IP           NODE       NOMINATED NODE   READINESS GATES
web    1/1     Running   0          3d    10.244.0.5   worker-1   <none>           <none>`,
    [["?", "web", "10.244.0.5", "worker-1", "Running"]],
    0,
  ],
  [
    "with labels in a further column",
    `NAMESPACE   NAME   READY   STATUS    RESTARTS     AGE   IP           NODE   NOMINATED NODE   READINESS GATES   LABELS
shop        web    1/1     Running   3 (2h ago)   3d    10.244.0.5   n      <none>           <none>            app=web,tier=x`,
    [["shop", "web", "10.244.0.5", "n", "Running"]],
    0,
  ],
  [
    "a list and its continuation with other widths",
    `NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE   IP          NODE
shop        web    1/1     Running   0          3d    10.0.0.5    n
NAMESPACE   NAME                 READY   STATUS    RESTARTS   AGE   IP          NODE
shop        a-rather-long-name   1/1     Running   0          3d    10.0.0.6    n`,
    [
      ["shop", "web", "10.0.0.5", "n", "Running"],
      ["shop", "a-rather-long-name", "10.0.0.6", "n", "Running"],
    ],
    0,
  ],
  [
    "lines that are none of it",
    `NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE   IP          NODE
shop        web    1/1     Running   0          3d    10.0.0.5    n
Error from server (Timeout): the server was unable to return a response
shop        odd    1/1     Running   0          3d    10.0.0.999  n`,
    [["shop", "web", "10.0.0.5", "n", "Running"]],
    2,
  ],
];

for (const [what, text, pods, malformed] of tables)
  test(what, () => {
    const found = read(text);
    assert.deepEqual(found.pods.map(shown), pods);
    assert.equal(found.malformed, malformed);
  });

const lines: readonly (readonly [line: string, pod: readonly unknown[] | undefined])[] = [
  ["10.0.1.17 shop/web-7d9f Running", ["shop", "web-7d9f", "10.0.1.17", undefined, "Running"]],
  ["2600:1f14:0:0::5 shop/web-7d9f", ["shop", "web-7d9f", "2600:1f14::5", undefined, undefined]],
  ["10.0.1.17", undefined],
  ["10.0.1.999 shop/web Running", undefined],
  ["10.0.1.17 shop/web Running and more", undefined],
];

for (const [line, pod] of lines)
  test(`the line ${line} of an address map`, () => {
    const parsed = parsePodAddressLine(line);
    assert.deepEqual(parsed === undefined ? undefined : shown(parsed), pod);
  });

test("pods of one address that run at the same time are on the host network, and so is one whose node is named after its address", () => {
  const pod = (name: string, address: string, more: Partial<ClusterPod> = {}): ClusterPod => ({
    ...{ namespace: "s", name, addresses: [address], isOnHostNetwork: false, ...more },
  });
  const marked = inferHostNetwork([
    pod("kube-proxy", "192.168.0.1"),
    pod("cni", "192.168.0.1"),
    pod("aws-node", "10.0.1.2", { node: "ip-10-0-1-2.ec2.internal" }),
    pod("web", "10.0.1.3", { node: "ip-10-0-1-2.ec2.internal" }),
    pod("finished", "10.0.1.3", { phase: "Succeeded" }),
  ]);
  assert.deepEqual(
    marked.filter(({ isOnHostNetwork }) => isOnHostNetwork).map(({ name }) => name),
    ["kube-proxy", "cni", "aws-node"],
  );
});
