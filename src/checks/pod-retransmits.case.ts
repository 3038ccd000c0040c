import type { PodNetwork } from "../model/node-snapshot.ts";
import { type CheckCase, missing } from "./check.case.ts";

const network = (inode: number, tcpSynRetrans: number, rest: Partial<PodNetwork> = {}): PodNetwork => ({
  inode,
  pid: inode,
  name: `pod-${inode}`,
  namespace: "shop",
  isOwn: false,
  counters: { tcpSynRetrans, tcpTimeouts: tcpSynRetrans, ipOutDiscards: 0, tcpAttemptFails: 3 },
  ...rest,
});
const node = (tcpSynRetrans: number) => network(1, tcpSynRetrans, { name: "systemd", isOwn: true });
const quiet = [node(5), network(2, 7), network(3, 0), network(4, 0)];

export const cases: readonly CheckCase[] = [
  {
    name: "nobody retransmits",
    earlier: { podNetworks: quiet },
    now: { podNetworks: quiet },
    says: [{ level: "ok", line: "[OK] Pods that try again: none of 4 network namespaces in 2 s", value: 0 }],
  },
  {
    name: "one pod alone is a notice that names it",
    earlier: { podNetworks: quiet },
    now: { podNetworks: [node(5), network(2, 87), network(3, 0), network(4, 0)] },
    says: [
      {
        level: "notice",
        line: "[OK] Pods that try again: shop/pod-2: 80 SYN retransmits in 2 s",
        subject: "shop/pod-2",
        value: 80,
      },
    ],
  },
  {
    name: "several at once warn, whoever suffers most first",
    earlier: { podNetworks: quiet },
    now: { podNetworks: [node(15), network(2, 87), network(3, 30), network(4, 0)] },
    says: [
      { level: "warning", subject: "shop/pod-2" },
      { level: "warning", subject: "shop/pod-3" },
      { level: "warning", subject: "the node's own network" },
    ],
  },
  {
    name: "attempts that were refused are no retransmits",
    earlier: { podNetworks: quiet },
    now: { podNetworks: [node(5), network(2, 7, { counters: { tcpSynRetrans: 7, tcpTimeouts: 7, tcpAttemptFails: 500 } })] },
    says: [{ level: "ok" }],
  },
  { name: "one sample is not evaluated", now: { podNetworks: quiet }, says: [{ level: "not-evaluated" }] },
  {
    name: "two samples without a namespace in common are not evaluated",
    earlier: { podNetworks: [network(8, 1)] },
    now: { podNetworks: [network(9, 500)] },
    says: [{ level: "not-evaluated" }],
  },
  { name: "namespaces that may not be read are not evaluated", now: { podNetworks: missing }, says: [{ level: "not-evaluated" }] },
];
