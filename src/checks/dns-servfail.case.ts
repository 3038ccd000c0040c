import { type CheckCase, missing } from "./check.case.ts";

const endpoint = "169.254.20.10:9253";
const at = (responses: Readonly<Record<string, number>>) => ({ nodeDns: [{ endpoint, responses }] });

export const cases: readonly CheckCase[] = [
  {
    name: "old failures say nothing about today",
    earlier: at({ NOERROR: 1000, SERVFAIL: 90 }),
    now: at({ NOERROR: 1400, SERVFAIL: 90 }),
    says: [{ level: "ok", subject: endpoint, value: 0, limit: 400 }],
  },
  {
    name: "one failure is a notice",
    earlier: at({ NOERROR: 1000 }),
    now: at({ NOERROR: 1000, SERVFAIL: 1 }),
    says: [{ level: "notice", value: 1, limit: 1 }],
  },
  {
    name: "one answer in twenty warns",
    earlier: at({ NOERROR: 1000, SERVFAIL: 90 }),
    now: at({ NOERROR: 1095, SERVFAIL: 100 }),
    says: [{ level: "warning", value: 10, limit: 105, line: `[WARN] DNS failures ${endpoint}: 10 of 105 answers SERVFAIL in 2 s (~9%)` }],
  },
  {
    name: "a server that began again is not compared",
    earlier: at({ NOERROR: 1000 }),
    now: at({ NOERROR: 3 }),
    says: [{ level: "not-evaluated" }],
  },
  { name: "one sample is not evaluated", now: at({ SERVFAIL: 90 }), says: [{ level: "not-evaluated", subject: endpoint }] },
  { name: "a node without a DNS server is ok", now: { nodeDns: [] }, says: [{ level: "ok", value: 0 }] },
  { name: "metrics that may not be read are not evaluated", now: { nodeDns: missing }, says: [{ level: "not-evaluated" }] },
];
