import { defineCheck } from "./check.ts";

export const limitOwner = defineCheck({
  id: "limit-owner",
  title: "Owner of the limit",
  says: "Whether the files of sysctl ask for another nf_conntrack_max than the one that runs, and who else sets it.",
  why: "kube-proxy writes the limit when it starts. A value in a sysctl file is gone at its next restart, so that a limit somebody raised falls back without a word.",
  doesNotMean: "The running value need not be wrong: it is only not the one that the file asks for.",
  nextCommand: "sysctl net.netfilter.nf_conntrack_max && grep -r nf_conntrack_max /etc/sysctl.conf /etc/sysctl.d",
  needs: ["limitConfiguration", "tableUsage"],
  cost: "cheap",
  judges: "state",
  levels: { notice: "A file asks for another limit than the one that runs." },
  thresholds: {},
  evaluate({ now }) {
    const { sysctlLines, kubeProxy } = now.limitConfiguration.value;
    const { max } = now.tableUsage.value;
    const asked = sysctlLines.findLast(({ key }) => key === "nf_conntrack_max");
    const owner = kubeProxy === undefined ? "no kube-proxy was seen" : `kube-proxy (process ${kubeProxy.pid}) sets it when it starts`;
    if (asked === undefined)
      return [{ level: "ok", text: `Owner of the limit: no sysctl file sets nf_conntrack_max; ${owner}`, value: max }];
    const figures = { value: max, limit: asked.value };
    if (asked.value === max)
      return [{ level: "ok", text: `Owner of the limit: ${asked.file} asks for ${max}, which runs; ${owner}`, ...figures }];
    return [{ level: "notice", text: `Owner of the limit: ${asked.file} asks for ${asked.value}, but ${max} runs; ${owner}`, ...figures }];
  },
});
