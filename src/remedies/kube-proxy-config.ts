import type { Situation } from "./remedy.ts";
import { hostOf } from "./situation-readings.ts";

/** EKS keeps kube-proxy's configuration under another name than kubeadm does. */
function kubeProxyConfigMap(situation: Situation): "kube-proxy" | "kube-proxy-config" {
  return hostOf(situation).cloud === "aws" ? "kube-proxy-config" : "kube-proxy";
}

/**
 * Commands that change one line of kube-proxy's configuration: saved first, shown as a difference, then replaced and rolled out. The configuration is a
 * text inside the ConfigMap, so a merge patch cannot reach one field of it.
 */
export function editKubeProxyConfig(situation: Situation, sedProgram: string): readonly string[] {
  const name = kubeProxyConfigMap(situation);
  return [
    `kubectl -n kube-system get configmap ${name} -o yaml > kube-proxy-before.yaml`,
    `sed -E '${sedProgram}' kube-proxy-before.yaml > kube-proxy-after.yaml`,
    "kubectl diff -f kube-proxy-after.yaml",
    "kubectl replace -f kube-proxy-after.yaml",
    "kubectl -n kube-system rollout restart daemonset kube-proxy",
    "kubectl -n kube-system rollout status daemonset kube-proxy",
  ];
}

/** The saved file has an outdated resourceVersion; without it the replacement is unconditional. */
export const undoKubeProxyConfig: readonly string[] = [
  "sed '/^  resourceVersion:/d' kube-proxy-before.yaml | kubectl replace -f -",
  "kubectl -n kube-system rollout restart daemonset kube-proxy",
];

/** Sets the value of a key that is the only one of its name in a KubeProxyConfiguration. */
export function setConfigLine(key: string, value: string): string {
  return String.raw`s/^( +${key}:).*/\1 ${value}/`;
}
