import { defineCheck } from "./check.ts";

export const ruleCount = defineCheck({
  id: "rule-count",
  title: "Service rules",
  says: "How many iptables rules kube-proxy has written, by its own count.",
  why: "The first packet of each connection walks the rules of its service one after another, and each change writes them again: new connections slow down, and changes arrive late.",
  doesNotMean:
    "It does not mean a full table, and established connections do not walk the rules. In nftables mode there are no such rules.",
  nextCommand: "ullage check --only kube-proxy-sync,rule-count",
  needs: ["kubeProxy"],
  cost: "cheap",
  judges: "state",
  levels: { notice: "There are noticeRules or more.", warning: "There are warningRules or more." },
  thresholds: {
    noticeRules: { default: 20_000, unit: "count", source: "chosen: some 2,000 services, where the first packet begins to be slowed down" },
    warningRules: { default: 50_000, unit: "count", source: "chosen: some 5,000 services, where writing the rules takes tens of seconds" },
  },
  evaluate({ now }, { noticeRules, warningRules }) {
    const { mode, iptablesRules } = now.kubeProxy.value;
    if (iptablesRules === undefined) {
      if (mode === undefined || mode === "iptables")
        return [{ level: "not-evaluated", because: "kube-proxy does not tell how many rules it has written" }];
      return [
        { level: "ok", text: `Service rules: kube-proxy runs in ${mode} mode and counts no iptables rules`, value: 0, limit: warningRules },
      ];
    }
    const rules = Object.values(iptablesRules).reduce((sum, count) => sum + count, 0);
    const level = rules >= warningRules ? "warning" : rules >= noticeRules ? "notice" : "ok";
    return [{ level, text: `Service rules: ${rules} iptables rules written by kube-proxy`, value: rules, limit: warningRules }];
  },
});
