import type { CheckCase } from "./check.case.ts";

const at = (tcpExt: Readonly<Record<string, number>>) => ({ socketQueues: { tcpExt, tcp: {}, udp: {}, sockets: {} } });

export const cases: readonly CheckCase[] = [
  { name: "an old count is ok", earlier: at({ listenOverflows: 12 }), now: at({ listenOverflows: 12 }), says: [{ level: "ok" }] },
  {
    name: "an increase warns",
    earlier: at({ listenOverflows: 12 }),
    now: at({ listenOverflows: 13 }),
    says: [{ level: "warning", value: 1 }],
  },
  { name: "one sample is not evaluated", now: at({ listenOverflows: 12 }), says: [{ level: "not-evaluated" }] },
  { name: "a kernel without the counter is not evaluated", earlier: at({}), now: at({}), says: [{ level: "not-evaluated" }] },
];
