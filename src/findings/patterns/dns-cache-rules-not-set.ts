import { defineLogPattern } from "../log-pattern.ts";

export const dnsCacheRulesNotSet = defineLogPattern({
  id: "dns-cache-rules-not-set",
  title: "The DNS cache of the node could not write its rules",
  severity: "medium",
  component: "dns",
  line: /\bError (?:checking\/)?adding iptables rule \{(?:raw|filter) |\bFailed to add non-existent interface \S{1,15}: /,
  anyOf: ["adding iptables rule {", "failed to add non-existent interface"],
  means:
    "node-local-dns keeps queries to itself out of connection tracking by NOTRACK rules of the raw table. Where they are missing each query takes an entry again, or never reaches the cache.",
  doesNotMean:
    "Once it is harmless: the rules are looked at again every minute. Names are resolved meanwhile as long as the rules of before stand.",
  next: "`search` for `nodelocaldns` in the same log; who else writes rules (`xtables-lock-held`)? `top_talkers` for port 53.",
  source: "kubernetes/dns cmd/node-cache/app/cache_app.go",
  examples: {
    matches: [
      "[ERROR] Error checking/adding iptables rule {raw PREROUTING [-p udp -d 169.254.20.10 --dport 53 -j NOTRACK -m comment --comment NodeLocal DNS Cache: skip conntrack]}, error - error checking rule: exit status 3: iptables v1.8.9 (legacy): can't initialize iptables table `raw': Table does not exist",
      "[ERROR] Error adding iptables rule {raw OUTPUT [-p tcp -s 169.254.20.10 --sport 53 -j NOTRACK]} - error appending rule: exit status 4",
      "[ERROR] Failed to add non-existent interface nodelocaldns: operation not supported",
    ],
    quiet: [
      "[INFO] Added back nodelocaldns rule - {raw PREROUTING [-p udp -d 169.254.20.10 --dport 53 -j NOTRACK]}",
      "[INFO] Added interface - nodelocaldns",
    ],
  },
});
