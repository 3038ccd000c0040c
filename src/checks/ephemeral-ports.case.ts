import type { CheckCase } from "./check.case.ts";

const at = (tcpInuse: number, tcpTw: number, from = 32_768) => ({
  socketQueues: { tcpExt: {}, tcp: {}, udp: {}, sockets: { tcpInuse, tcpTw } },
  portRanges: { ephemeral: { from, to: 60_999 }, reservedPorts: 0, sourceNatDefault: { from: 1024, to: 65_535 } },
});

export const cases: readonly CheckCase[] = [
  {
    name: "few sockets are ok",
    now: at(40, 10),
    says: [{ level: "ok", value: 50, limit: 28_232, line: "[OK] Ephemeral ports: at most 50 / 28232 (~0%) taken towards one destination" }],
  },
  { name: "from 80 % it is a notice", now: at(10_000, 13_000), says: [{ level: "notice" }] },
  { name: "as many sockets as ports warn, and no more than that", now: at(60_000, 13_000), says: [{ level: "warning" }] },
  { name: "a range without a port is not evaluated", now: at(1, 1, 61_000), says: [{ level: "not-evaluated" }] },
];
