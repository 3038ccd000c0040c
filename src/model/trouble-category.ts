export const categoryLetters = ["A", "B", "C", "D", "E", "F", "G", "H"] as const;

export type CategoryLetter = (typeof categoryLetters)[number];

/** What kinds of trouble a node can have, by the letters that runbooks for Kubernetes nodes are filed under. */
export const troubleCategories = {
  A: "Volume/CSI",
  B: "Node",
  C: "CNI",
  D: "iptables/conntrack/kube-proxy",
  E: "Scheduling",
  F: "Image pull",
  G: "DNS",
  H: "Secrets/webhook",
} as const satisfies Record<CategoryLetter, string>;
