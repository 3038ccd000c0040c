import { defineLogPattern } from "../log-pattern.ts";

export const xtablesLockHeld = defineLogPattern({
  id: "xtables-lock-held",
  title: "iptables waited for its lock, or gave up",
  severity: "medium",
  component: "kube-proxy",
  line: /Another app is currently holding the xtables lock|due to xtables lock in use\b/,
  anyOf: ["holding the xtables lock", "due to xtables lock in use"],
  means: "Two programs (kube-proxy, the CNI, a firewall's daemon) write iptables at the same time; one waits or fails.",
  doesNotMean: "Neither of them is broken: it is the contention of both, mostly where the rules are many.",
  next: "Find who else runs iptables: `search` for `iptables`; nftables has no such lock.",
  source: "iptables, iptables/xshared.c; earlier node-local-dns in its own words",
  examples: {
    matches: [
      "[INFO] Error checking/adding iptables rule {raw PREROUTING [-p udp -d 169.254.20.10 --dport 53 -j NOTRACK]}, due to xtables lock in use, retrying in 1m0s",
      "Another app is currently holding the xtables lock. Perhaps you want to use the -w option?",
      'E0115 12:00:00.000000       1 proxier.go:867] "Failed to ensure chain exists" err="error creating chain: exit status 4: Another app is currently holding the xtables lock; still 4s 0us time ahead to have a chance to grab the lock..."',
    ],
    quiet: ["I0115 12:00:00.000000       1 x.go:1] xtables lock acquired"],
  },
});
