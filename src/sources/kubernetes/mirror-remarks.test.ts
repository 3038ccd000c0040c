import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiFailure } from "./api-failure.ts";
import { type MirrorReport, mirrorRemarks } from "./mirror-remarks.ts";

const apiGroups = { pods: "", services: "", replicasets: "apps" } as const;

function reportOf(name: keyof typeof apiGroups, failure?: ApiFailure, count = 0, isComplete = false): MirrorReport {
  return {
    resource: { name, apiGroup: apiGroups[name], tells: `whose ${name} there are` },
    state: { isComplete, count, ...(failure === undefined ? {} : { failure }), ...(isComplete ? { asOfMs: 0 } : {}) },
  };
}

const refused = new ApiFailure("forbidden", "it refuses (403): no");

for (const [what, reports, expected] of [
  ["all is well", [reportOf("pods", undefined, 5, true)], []],
  [
    "lists that are under way are one remark",
    [reportOf("pods", undefined, 500), reportOf("services")],
    [/^the lists of pods \(500 read so far\), services \(0 read so far\) are not complete yet; names may be missing$/],
  ],
  [
    "a permission that is missing for one resource is told with what it tells",
    [reportOf("pods", refused), reportOf("services", undefined, 5, true)],
    [/gives no pods: it refuses .*it is not known whose pods there are; needed: .*list and watch for pods of the API group ""/],
  ],
  [
    "one that is missing for all is one remark with the whole role",
    [reportOf("pods", refused), reportOf("services", refused), reportOf("replicasets", refused)],
    [
      /gives no pods, services, replicasets: .* list and watch for pods, services of the API group "", replicasets of the API group "apps" /,
    ],
  ],
  [
    "one that was taken away keeps what is known apart",
    [reportOf("pods", refused), reportOf("services", refused), reportOf("replicasets", refused, 7, true)],
    [/gives no pods, services: /, /gives no replicasets: .*what is known of replicasets is as of 1970/],
  ],
] as const)
  test(what, () => {
    const remarks = mirrorRemarks("context c", reports);
    assert.equal(remarks.length, expected.length, remarks.join("\n"));
    expected.forEach((pattern, at) => {
      assert.match(remarks[at] ?? "", pattern);
    });
  });
