import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { setConfigLine } from "./kube-proxy-config.ts";

/** As `kubectl get configmap kube-proxy -o yaml` prints it. */
const configMap = `apiVersion: v1
data:
  config.conf: |-
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    conntrack:
      maxPerCore: null
      min: 131072
      tcpEstablishedTimeout: 24h0m0s
    detectLocalMode: ""
    iptables:
      minSyncPeriod: 0s
    mode: ""
kind: ConfigMap
metadata:
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"data":{"config.conf":"conntrack:\\n  min: 131072\\nmode: \\"\\""}}
  name: kube-proxy
`;

const edits: readonly (readonly [key: string, value: string, before: string, after: string])[] = [
  ["min", "524288", "      min: 131072", "      min: 524288"],
  ["mode", "nftables", '    mode: ""', "    mode: nftables"],
];

for (const [key, value, before, after] of edits) {
  test(`the line of ${key} alone is changed, where it stands`, () => {
    const changed = execFileSync("sed", ["-E", setConfigLine(key, value)], { input: configMap, encoding: "utf8" });
    assert.equal(changed, configMap.replace(before, after));
  });
}
