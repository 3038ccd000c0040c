import { defineLogPattern } from "../log-pattern.ts";

export const cniSubnetFull = defineLogPattern({
  id: "cni-subnet-full",
  title: "The subnet has no free addresses for pods",
  severity: "high",
  component: "cni",
  line: /InsufficientFreeAddressesInSubnet|InsufficientCidrBlocks|subnet doesn't seem to have enough IPs/,
  anyOf: ["insufficientfreeaddressesinsubnet", "insufficientcidrblocks", "seem to have enough ips"],
  means: "The VPC CNI asked for addresses or prefixes and the subnet has none left, or no block of 16 in one piece.",
  doesNotMean: "Not a limit of the node: other nodes of the subnet will say the same.",
  next: "Free addresses of the subnet; a further subnet or a reservation for prefixes.",
  source: "Amazon VPC CNI pkg/ipamd/ipamd.go",
  examples: {
    matches: [
      '{"level":"error","ts":"2026-01-15T12:00:00.123Z","caller":"ipamd/ipamd.go:986","msg":"Unable to attach IPs/Prefixes for the ENI, subnet doesn\'t seem to have enough IPs/Prefixes. Consider using new subnet or carve a reserved range using create-subnet-cidr-reservation"}',
      "api error InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.",
    ],
    quiet: [
      '{"level":"debug","ts":"2026-01-15T12:00:00.123Z","caller":"ipamd/ipamd.go:805","msg":"IP stats for Network Card 0 - total IPs: 28, assigned IPs: 3, cooldown IPs: 0"}',
    ],
  },
});
