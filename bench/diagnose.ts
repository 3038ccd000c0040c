import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { measureInTurn, measureProcess, median, pairedRatio } from "./measure-process.ts";
import { listLine } from "./table-shape.ts";
import { writeTable } from "./write-table.ts";

const entries = 1_000_000;

/** What stands beside the table in a folder of loose files: enough that each of the readers has something. */
const besideTable: Readonly<Record<string, string>> = {
  "sysctl-a.txt": [
    "kernel.hostname = node-a",
    "net.ipv4.ip_local_port_range = 32768\t60999",
    "net.netfilter.nf_conntrack_buckets = 262144",
    `net.netfilter.nf_conntrack_count = ${entries}`,
    "net.netfilter.nf_conntrack_max = 1048576",
    "net.netfilter.nf_conntrack_tcp_timeout_established = 86400",
    "net.netfilter.nf_conntrack_tcp_timeout_time_wait = 120",
    "",
  ].join("\n"),
  "conntrack-S.txt": [0, 1]
    .map((cpu) => `cpu=${cpu}   \tfound=12 invalid=3 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=7 \n`)
    .join(""),
};

export const diagnose: Benchmark = {
  name: "diagnose",
  async run() {
    const bundle = mkdtempSync(join(tmpdir(), "ullage-bench-"));
    try {
      const table = join(bundle, "conntrack.txt");
      writeTable(table, entries, 5000, listLine);
      for (const [name, text] of Object.entries(besideTable)) writeFileSync(join(bundle, name), text);
      const node =
        (...args: string[]) =>
        () =>
          measureProcess(process.execPath, args);
      const small = await measureInTurn(15, {
        recording: node("bin/ullage.js", "diagnose", "--bundle", "fixtures/recordings/table-full-assured"),
        own: node("bin/ullage.js", "diagnose", "--bundle", "fixtures/bundles/ullage-node-a"),
        loose: node("bin/ullage.js", "diagnose", "--bundle", "fixtures/bundles/loose"),
        empty: node("-e", "0"),
      });
      const large = await measureInTurn(9, {
        diagnose: node("bin/ullage.js", "diagnose", "--bundle", bundle),
        analyze: node("bin/ullage.js", "analyze", table),
      });
      const figures = { ...small, ...large };
      const wall = (name: keyof typeof figures) => `${Math.round(median(figures[name].map(({ wallMs }) => wallMs)))} ms`;
      const overEmpty = (name: keyof typeof small) => pairedRatio(small[name], small.empty);
      return {
        requirements: [
          { what: "diagnose of a recording with two samples, over an empty node", measured: overEmpty("recording"), atMost: 4, unit: "×" },
          { what: "diagnose of a small bundle of our own, over an empty node", measured: overEmpty("own"), atMost: 4, unit: "×" },
          { what: "diagnose of small loose files, over an empty node", measured: overEmpty("loose"), atMost: 4, unit: "×" },
          {
            what: "diagnose of 1,000,000 entries, over analyze of the same table",
            measured: pairedRatio(large.diagnose, large.analyze),
            atMost: 1.3,
            unit: "×",
          },
        ],
        stages: [
          { stage: "`ullage diagnose`, recording (wall)", figure: wall("recording") },
          { stage: "`ullage diagnose`, bundle of our own (wall)", figure: wall("own") },
          { stage: "`ullage diagnose`, loose files (wall)", figure: wall("loose") },
          { stage: "`node -e 0` (wall)", figure: wall("empty") },
          { stage: "`ullage diagnose`, loose files with 1,000,000 entries (wall)", figure: wall("diagnose") },
          { stage: "`ullage analyze`, the same table (wall)", figure: wall("analyze") },
        ],
      };
    } finally {
      rmSync(bundle, { recursive: true });
    }
  },
};
