import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TableSample } from "../../src/model/table-sample.ts";
import { busyNode, sampleCase } from "../../src/report/top/table-sample.case.ts";

const folder = mkdtempSync(join(tmpdir(), "ullage-top-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A recording as `ullage watch` writes it; gives its path. */
export function recordingOf(name: string, samples: readonly TableSample[]): string {
  const path = join(folder, `${name}.ndjson`);
  const records = [{ type: "start", node: "node-a" }, ...samples.map((sample) => ({ type: "sample", ...sample })), { type: "end" }];
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return path;
}

const twelve = Array.from({ length: 12 }, (_, place) => place);

export const busy = recordingOf(
  "busy",
  twelve.map((place) => sampleCase(place)),
);

export const forbidden = recordingOf(
  "forbidden",
  twelve.map((place) =>
    sampleCase(place, {
      traffic: "missing",
      remarks: ["table: ctnetlink dump: operation not permitted (EPERM); CAP_NET_ADMIN gives the table itself"],
    }),
  ),
);

/** Names as no Kubernetes lets them be, but processes of a node are called what they like. */
export const hostile = recordingOf(
  "hostile",
  twelve.map((place) =>
    sampleCase(place, {
      entries: [
        { ...busyNode[0]!, workload: "process \x1b[2J\x1b[1;1H\x1b]0;owned\x07root" },
        { ...busyNode[1]!, workload: "process \u202egpj.exe", growth: 0 },
        { ...busyNode[3]!, workload: "process 日本語のサービス名がここにあります", growth: 0 },
        { ...busyNode[5]!, workload: `process ${"long-".repeat(50)}name`, growth: 0 },
        { ...busyNode[6]!, workload: "process ro\x08\x08\x7fot\r\n" },
      ],
      remarks: ["names: \x1b[31mAPI server\x1b[0m gone"],
    }),
  ),
);

/** Its third line is cut off, as on a disk that was full. */
export const broken = join(folder, "broken.ndjson");
writeFileSync(
  broken,
  `${JSON.stringify(sampleCase(0))}\n${JSON.stringify(sampleCase(1))}\n${JSON.stringify(sampleCase(2)).slice(0, 200)}\n`,
);
