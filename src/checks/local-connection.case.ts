import type { LocalConnection } from "../model/node-snapshot.ts";
import { type CheckCase, missing } from "./check.case.ts";

const at = (...outcomes: readonly LocalConnection["outcome"][]) => ({
  localConnections: outcomes.map((outcome, index) => ({ target: `tcp 127.0.0.1:${9000 + index}`, outcome })),
});

export const cases: readonly CheckCase[] = [
  { name: "answered and refused connections got through", now: at("answered", "refused"), says: [{ level: "ok", value: 0, limit: 2 }] },
  {
    name: "one that was not permitted is an issue",
    now: at("answered", "not-permitted", "timed-out"),
    says: [
      { level: "issue", value: 1, limit: 3, line: "[ISSUE] New local connection: not permitted by the kernel (EPERM): tcp 127.0.0.1:9001" },
    ],
  },
  { name: "silence within the node warns", now: at("refused", "timed-out"), says: [{ level: "warning", value: 1, limit: 2 }] },
  {
    name: "silence of the metadata service says nothing about this node",
    now: { localConnections: [{ target: "tcp 169.254.169.254:80", outcome: "timed-out" }] },
    says: [{ level: "ok" }],
  },
  { name: "no attempt is well: none is made while the table has room", now: at(), says: [{ level: "ok", value: 0 }] },
  { name: "attempts that were not made are not evaluated", now: { localConnections: missing }, says: [{ level: "not-evaluated" }] },
];
