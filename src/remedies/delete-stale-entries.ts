import { counterAtRest } from "./counter-at-rest.ts";
import type { Remedy } from "./remedy.ts";
import { addressOfCause, culpritAddresses, findPodCommand, holderOf } from "./situation-readings.ts";

export const deleteStaleEntries: Remedy = {
  id: "delete-stale-entries",
  title: "Delete the entries that lead to an endpoint that is gone",
  kind: "change",
  when: "immediate",
  rating: "YELLOW",
  why: "The entry of a connection through a Service has the Service as its destination and the endpoint as the source of its replies. Entries of a removed endpoint are therefore found by reply source; by destination they are not found at all.",
  helpsAgainst: ["stale-endpoints"],
  doesNotHelpAgainst: ["hash-undersized", "bpf-map-full", "none", "unknown"],
  plan(situation) {
    const address = addressOfCause(situation, ["stale-endpoints"]) ?? culpritAddresses(situation, "endpoint")[0];
    if (address === undefined) return undefined;
    const family = address.family === 6 ? "-f ipv6 " : "";
    return {
      because: `${holderOf(situation, address).words} answers no more, and clients that keep sending from one port keep its entries alive.`,
      commands: [
        `conntrack -L ${family}-p udp --reply-src ${address.word}`,
        findPodCommand(address),
        `conntrack -D ${family}-p udp --reply-src ${address.word}`,
      ],
      verify: [`conntrack -L ${family}-p udp --reply-src ${address.word} must list 0 entries`, ...counterAtRest(situation)],
      undo: ["# Nothing to put back: a client that is alive makes its entry anew with the next packet, towards an endpoint that exists."],
      owner: "kube-proxy, which deletes the UDP entries of endpoints it has seen removed",
      caution:
        "Only if the second command finds no pod: addresses are given out again, and then these are the connections of another. TCP is left out on purpose; its clients notice by themselves.",
    };
  },
};
