import { both, type Change, type Recipe, unread, usage, written } from "../recipe.ts";

const cilium = { kind: "cilium", because: "cilium-agent runs and kube-proxy does not", hasCilium: true } as const;
const idleTable = usage(`900 entries where Cilium tracks by itself: ${written}`, 900);

/** Nodes on which Cilium tracks connections in maps of its own. */
export const ciliumRecipes: readonly Recipe[] = [
  {
    name: "cilium-map-full",
    about: "Cilium's map is full beside an nf_conntrack that is nearly empty",
    changes: [
      idleTable,
      both(`names as Cilium's metrics have them; the figures ${written}`, {
        dataPlane: cilium,
        kubeProxy: { status: "absent", reason: "no kube-proxy answers on this node" },
        bpfMaps: { maps: [{ name: "ct4_global", pressure: 0.995, capacity: 524_288 }], conntrackDrops: 0 },
        localConnections: [{ target: "udp 127.0.0.1:9", outcome: "sent" }],
      }),
    ],
    expected: { limit: "bpf-map-full", lookAlikes: [], topCause: null, culprit: null, severity: "critical", confidence: "high" },
  },
  {
    name: "cilium-beside-kube-proxy-drops",
    about: "Cilium beside kube-proxy: connections cannot be put into its map",
    changes: [
      mapsWithDrops(17, 217),
      both(written, {
        dataPlane: {
          kind: "iptables",
          because: "kube-proxy (process 1234) runs in mode iptables; cilium-agent runs beside it",
          hasCilium: true,
        },
      }),
    ],
    expected: { limit: "bpf-map-full", lookAlikes: [], topCause: null, culprit: null, severity: "critical", confidence: "high" },
  },
  {
    name: "approaching-in-a-map",
    about: "Cilium's map is filled to 93 %",
    changes: [idleTable, mapsWithDrops(0, 0, 0.93), both(written, { dataPlane: cilium })],
    expected: { limit: "approaching-limit", lookAlikes: [], topCause: null, culprit: null, severity: "warning", confidence: "medium" },
  },
  {
    name: "cilium-with-room",
    about: "A Cilium node in order, whose maps were seen",
    changes: [idleTable, mapsWithDrops(7, 7, 0.31), both(written, { dataPlane: cilium })],
    expected: { limit: "none", lookAlikes: [], topCause: null, culprit: null, severity: "ok", confidence: "high" },
  },
  {
    name: "cilium-maps-unseen",
    about: "A Cilium node whose idle nf_conntrack says nothing, and whose maps nobody could see",
    changes: [
      idleTable,
      both(written, { dataPlane: cilium }),
      unread("absent", "Cilium's agent does not tell its metrics on this node (prometheus-serve-addr)", "bpfMaps"),
    ],
    expected: { limit: "unknown", lookAlikes: [], topCause: null, culprit: null, severity: "unknown", confidence: "low" },
  },
];

function mapsWithDrops(earlier: number, now: number, pressure = 0.62): Change {
  const maps = [{ name: "ct4_global", pressure, capacity: 524_288 }];
  const from = `names as Cilium's metrics have them; the figures ${written}`;
  return { from, earlier: { bpfMaps: { maps, conntrackDrops: earlier } }, now: { bpfMaps: { maps, conntrackDrops: now } } };
}
