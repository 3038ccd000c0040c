import { sourceNatRoom } from "../analysis/source-nat-room.ts";
import { countText } from "../model/count-text.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import type { PlanDraft, Remedy, Situation } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";

/** Towards whom they run short, where the walk of the table tells. */
function mostUsed(situation: Situation): string {
  const [use] = partOf(situation, "tableComposition")?.sourceNat?.items ?? [];
  if (use === undefined) return "";
  const { used, ports } = sourceNatRoom(use, partOf(situation, "portRanges"));
  return ` ${use.from} uses ${countText(used)} of ${countText(ports)} towards ${use.to}, ${use.protocol} port ${use.port}.`;
}

interface SourceNatRow {
  readonly id: string;
  readonly title: string;
  readonly when: Remedy["when"];
  readonly rating: Remedy["rating"];
  readonly why: string;
  draft(situation: Situation): Omit<PlanDraft, "verify">;
}

/** Without a range nf_nat takes any port from 1024 on for a connection that came from one. */
const wholeRange = { from: 1024, to: 65_535 };

const wholeRule =
  "iptables -R puts a whole rule in the place of another: keep what the earlier one matches (EARLIER_MATCHES), or what should not be translated is.";

const rows: readonly SourceNatRow[] = [
  {
    id: "widen-masquerade-range",
    title: "Let source NAT use all ports",
    when: "immediate",
    rating: "YELLOW",
    why: "Connections to one destination address and port must differ in source port. A masquerade rule with --to-ports narrows what there is to choose from; without it there are 64,512.",
    draft: () => ({
      because: `A rule that names a range has fewer ports than the ${countText(wholeRange.to - wholeRange.from + 1)} there are.`,
      commands: [
        "iptables-save -t nat | grep -E 'MASQUERADE|SNAT'",
        `iptables -t nat -R CHAIN RULE_NUMBER EARLIER_MATCHES -j MASQUERADE --to-ports ${wholeRange.from}-${wholeRange.to} --random-fully`,
      ],
      undo: ["iptables -t nat -R CHAIN RULE_NUMBER EARLIER_RULE"],
      owner: "whoever writes the masquerade rule: the network plugin, ip-masq-agent or kube-proxy; they write it again when they restart",
      caution: `Only if the first command shows a rule with --to-ports. ${wholeRule} The present connections keep their ports.`,
    }),
  },
  {
    id: "randomize-source-ports",
    title: "Choose source ports fully at random",
    when: "long-term",
    rating: "YELLOW",
    why: "Connections that begin at the same moment choose the same next port, and all but one fail to be inserted. With --random-fully they choose apart. It spreads the ports; it does not add any.",
    draft: ({ verdict }) => ({
      because:
        verdict.severity === "critical"
          ? "Insertions fail while the table is nearly empty, which is what colliding source ports look like."
          : "The fewer ports are free, the more often connections that begin together choose the same one.",
      commands: [
        "iptables-save -t nat | grep -E 'MASQUERADE|SNAT' | grep -v random-fully",
        "# Amazon VPC CNI:",
        "kubectl -n kube-system set env daemonset aws-node AWS_VPC_K8S_CNI_RANDOMIZESNAT=prng",
        "# A rule of your own:",
        "iptables -t nat -R CHAIN RULE_NUMBER EARLIER_MATCHES -j MASQUERADE --random-fully",
      ],
      undo: [
        "kubectl -n kube-system set env daemonset aws-node AWS_VPC_K8S_CNI_RANDOMIZESNAT=EARLIER_VALUE",
        "iptables -t nat -R CHAIN RULE_NUMBER EARLIER_RULE",
      ],
      owner: "whoever writes the masquerade rule; kube-proxy uses --random-fully by itself where iptables is 1.6.2 or newer",
      caution: `Only the rules that the first command shows lack it. ${wholeRule}`,
    }),
  },
  {
    id: "more-source-addresses",
    title: "Give source NAT more addresses, on either side",
    when: "long-term",
    rating: "RED",
    why: "The ports are counted for each pair of source address and destination address and port. A second source address, a second destination address or a second port doubles what there is; a higher nf_conntrack_max adds none.",
    draft: (situation) => {
      const range = partOf(situation, "portRanges")?.sourceNatDefault;
      const ports = range === undefined ? "about 64,000" : countText(range.to - range.from + 1);
      return {
        because: `One source address has ${ports} ports towards one destination address and port, TIME_WAIT included.${mostUsed(situation)}`,
        commands: [
          "ullage analyze --filter protocol=tcp --by destination,port --limit 10",
          "# More source addresses, where the node has several:",
          "iptables -t nat -R CHAIN RULE_NUMBER EARLIER_MATCHES -j SNAT --to-source FIRST_ADDRESS-LAST_ADDRESS --random-fully",
          "# Through an AWS NAT gateway (55,000 connections to one destination for each address, up to eight):",
          "aws ec2 associate-nat-gateway-address --nat-gateway-id NAT_GATEWAY --allocation-ids ALLOCATION_ID",
          "# Through an Azure NAT gateway (64,512 ports for each address):",
          "az network nat gateway update --resource-group RESOURCE_GROUP --name NAT_GATEWAY --public-ip-addresses FIRST_ADDRESS SECOND_ADDRESS",
        ],
        undo: [
          "iptables -t nat -R CHAIN RULE_NUMBER EARLIER_RULE",
          "aws ec2 disassociate-nat-gateway-address --nat-gateway-id NAT_GATEWAY --association-ids ASSOCIATION_ID",
          "az network nat gateway update --resource-group RESOURCE_GROUP --name NAT_GATEWAY --public-ip-addresses FIRST_ADDRESS",
        ],
        owner: "the network: addresses of the node, the NAT gateway, or the destination's own (more addresses, or no NAT between)",
        caution: `${wholeRule} Peers that admit by source address must know the added ones. The first command names the destination that is short of ports: reaching it without NAT, or by several addresses, costs nothing on the node.`,
      };
    },
  },
];

export const sourceNat: readonly Remedy[] = rows.map((row) => ({
  id: row.id,
  title: row.title,
  kind: "change",
  when: row.when,
  rating: row.rating,
  why: row.why,
  helpsAgainst: ["snat-ports"],
  doesNotHelpAgainst: [
    "kernel-table-full",
    "kernel-table-evicting",
    "pod-table-full",
    "instance-allowance",
    "bpf-map-full",
    "hash-undersized",
  ],
  plan: (situation) => ({ ...row.draft(situation), verify: counterAtRest(situation) }),
}));
