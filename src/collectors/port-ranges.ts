import { sourceNatDefault } from "../model/source-nat-default.ts";
import { countCovered, parsePortList, parseSysctlRange } from "../wire/procfs/sysctl.ts";
import { defineCollector } from "./collector.ts";

export const portRanges = defineCollector({
  part: "portRanges",
  title: "Ranges of ports",
  why: "Source NAT and local clients draw from these ranges; one that is used up loses connections while the table is nearly empty.",
  reads: ["/proc/sys/net/ipv4/ip_local_port_range", "/proc/sys/net/ipv4/ip_local_reserved_ports"],
  cost: "cheap",
  async collect({ proc }) {
    const ephemeral = parseSysctlRange(proc.readText("sys/net/ipv4/ip_local_port_range"));
    const reserved = parsePortList(proc.readTextIfPresent("sys/net/ipv4/ip_local_reserved_ports") ?? "");
    return {
      value: { ephemeral, reservedPorts: countCovered(ephemeral, reserved), sourceNatDefault },
      source: proc.path("sys/net/ipv4/ip_local_{port_range,reserved_ports}"),
    };
  },
});
