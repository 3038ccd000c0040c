import { counterAtRest } from "./counter-at-rest.ts";
import type { PlanDraft, Situation } from "./remedy.ts";

export interface TimeoutChange {
  /** The file name under net.netfilter. */
  readonly sysctl: string;
  /** For the file in sysctl.d. */
  readonly name: string;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
  /** The field of kube-proxy's configuration that writes the same sysctl when it starts. */
  readonly kubeProxyField?: string | undefined;
}

/** Sets a timeout at once and for the next start, and how to undo both. */
export function setTimeoutDraft(
  { sysctl, name, from, to, kubeProxyField }: TimeoutChange,
  situation: Situation,
): Omit<PlanDraft, "because"> {
  const file = `/etc/sysctl.d/99-conntrack-${name}.conf`;
  return {
    commands: [`sysctl -w net.netfilter.${sysctl}=${to}`, `printf '%s\\n' 'net.netfilter.${sysctl} = ${to}' > ${file}`],
    verify: [`sysctl net.netfilter.${sysctl} must say ${to}`, ...counterAtRest(situation)],
    undo: [`sysctl -w net.netfilter.${sysctl}=${from}`, `rm ${file}`],
    owner:
      kubeProxyField === undefined
        ? "the node's sysctl.d; kube-proxy has no field for it"
        : `kube-proxy, where conntrack.${kubeProxyField} is set in its ConfigMap (there ${to}s makes it last); else the node's sysctl.d`,
  };
}
