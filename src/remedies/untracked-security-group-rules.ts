import { allowanceAtRest } from "./counter-at-rest.ts";
import type { Remedy } from "./remedy.ts";

export const untrackedSecurityGroupRules: Remedy = {
  id: "untracked-security-group-rules",
  title: "Let the instance leave the largest flows untracked",
  kind: "change",
  when: "long-term",
  rating: "RED",
  why: "A flow is not tracked by the instance, and costs none of its allowance, if a rule admits it from everywhere (0.0.0.0/0 or ::/0) and a rule the other way admits everything to everywhere on all ports.",
  helpsAgainst: ["instance-allowance", "kernel-and-instance"],
  doesNotHelpAgainst: ["kernel-table-full", "kernel-table-evicting", "pod-table-full", "snat-ports", "bpf-map-full", "hash-undersized"],
  plan: (situation) => ({
    because: "The allowance counts tracked connections alone; the busiest port need not be among them.",
    commands: [
      "aws ec2 describe-security-group-rules --filters Name=group-id,Values=SECURITY_GROUP",
      "aws ec2 authorize-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port BUSIEST_PORT --cidr 0.0.0.0/0",
      "aws ec2 authorize-security-group-egress --group-id SECURITY_GROUP --protocol=-1 --cidr 0.0.0.0/0",
    ],
    verify: allowanceAtRest(situation),
    undo: [
      "aws ec2 revoke-security-group-ingress --group-id SECURITY_GROUP --protocol tcp --port BUSIEST_PORT --cidr 0.0.0.0/0",
      "aws ec2 revoke-security-group-egress --group-id SECURITY_GROUP --protocol=-1 --cidr 0.0.0.0/0",
    ],
    owner: "the security group of the nodes",
    caution:
      "It opens the port to every network that can route to the node: ask whoever answers for security, and keep others out with a network ACL and NetworkPolicies. Each rule of the group that restricts the same flow makes it tracked again, some paths are tracked whatever the rules say (network load balancers, gateways), and connections tracked already stay so until they end.",
  }),
};
