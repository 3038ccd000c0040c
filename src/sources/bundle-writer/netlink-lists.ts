import { netlinkSocket } from "../../wire/netlink/constants.ts";
import { encodeNfnetlinkHeader } from "../../wire/nfnetlink/header.ts";
import { nfnetlinkMessageType, nfnlSubsys } from "../../wire/nfnetlink/subsystem.ts";
import { nftMessage } from "../../wire/nftables/constants.ts";
import { decodeRulePlace } from "../../wire/nftables/rule-place.ts";
import { decodeRoutingRule, encodeRuleRequest, rtmRule } from "../../wire/rtnetlink/routing-rule.ts";
import { findKernelPart } from "../ctnetlink-presence.ts";
import type { FileTree } from "../file-tree.ts";
import { hostByteOrder } from "../libc.ts";
import { SourceAbsent } from "../source-absent.ts";
import { dumpNetlink } from "./dump-netlink.ts";

/** Policy-routing rules of both families, which no file of /proc shows. Anybody may ask, and no module is loaded for it. */
export function readRoutingRules(): string {
  return ([4, 6] as const)
    .map((family) => {
      const lines: string[] = [];
      const { isComplete } = dumpNetlink(
        { protocol: netlinkSocket.NETLINK_ROUTE, messageType: rtmRule.RTM_GETRULE, payload: encodeRuleRequest(family), timeoutMs },
        (bytes, { payloadStart, payloadEnd }) => lines.push(decodeRoutingRule(bytes, payloadStart, payloadEnd, hostByteOrder)),
      );
      return [`# ip ${family === 4 ? "-4" : "-6"} rule`, ...lines, ...(isComplete ? [] : ["# cut off: the kernel took too long"])].join(
        "\n",
      );
    })
    .join("\n");
}

/**
 * How many rules each chain of nf_tables has; those of iptables-nft are among them. Asked only where nf_tables is in the kernel already: a request to
 * a subsystem that is not there makes the kernel load its module.
 */
export function countNftRules(proc: FileTree): string {
  const nftables = { module: "nf_tables", option: "CONFIG_NF_TABLES", symbol: "nf_tables_getrule" };
  if (!findKernelPart(proc, nftables).isThere)
    throw new SourceAbsent("nf_tables", "nf_tables is not loaded, so no rules of nftables or iptables-nft are in force");
  const counts = new Map<string, number>();
  const { isComplete } = dumpNetlink(
    {
      protocol: netlinkSocket.NETLINK_NETFILTER,
      messageType: nfnetlinkMessageType(nfnlSubsys.NFNL_SUBSYS_NFTABLES, nftMessage.NFT_MSG_GETRULE),
      payload: encodeNfnetlinkHeader({ family: 0, version: 0, resourceId: 0 }),
      timeoutMs,
    },
    (bytes, { payloadStart, payloadEnd }) => {
      const { family, table, chain } = decodeRulePlace(bytes, payloadStart, payloadEnd, hostByteOrder);
      const key = `${family} ${table} ${chain}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
  );
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [
    `# rules by family, table and chain of nf_tables: ${total} in ${counts.size} chains${isComplete ? "" : "; cut off, the kernel took too long"}`,
    ...[...counts].sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, count]) => `${key} ${count}`),
  ].join("\n");
}

const timeoutMs = 10_000;
