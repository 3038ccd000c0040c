import { tunnelPorts } from "../model/tunnel-ports.ts";
import { counterAtRest } from "./counter-at-rest.ts";
import { percentOf } from "./percent-of.ts";
import type { Remedy } from "./remedy.ts";
import { partOf } from "./situation-readings.ts";
import { undoUntrack, untrackCommands } from "./untrack-ports.ts";

export const untrackTunnels: Remedy = {
  id: "untrack-tunnels",
  title: "Exempt the overlay's tunnels from tracking",
  kind: "change",
  when: "long-term",
  rating: "YELLOW",
  why: "A tunnel's packet is tracked beside the connection inside it, with a source port for each inner flow: the table holds everything twice. Nothing translates or filters tunnels by state.",
  helpsAgainst: ["tunnel-tracking"],
  doesNotHelpAgainst: ["hash-undersized", "bpf-map-full", "snat-ports", "none", "unknown"],
  plan(situation) {
    const composition = partOf(situation, "tableComposition");
    const share =
      composition === undefined || composition.total === 0 ? "A large part" : percentOf(composition.facts.tunnel / composition.total);
    return {
      because: `${share} of the table is VXLAN and Geneve.`,
      commands: untrackCommands("untrack_tunnels", "udp", Object.values(tunnelPorts)),
      verify: ["the share of tunnels must fall: ullage check --full --only tunnel-entries", ...counterAtRest(situation)],
      undo: undoUntrack("untrack_tunnels"),
      owner: "the network plugin, where it has a setting of its own for it; else the node's nftables",
      caution:
        "A firewall that admits only tracked states (ctstate ESTABLISHED) drops untracked packets: admit these ports first. It is lost at the next restart. Present entries go within the UDP timeouts.",
    };
  },
};
