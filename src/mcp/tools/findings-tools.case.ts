import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const fixtures = join(import.meta.dirname, "../../../fixtures");
export const incidentBundle = "eks_i-0123456789abcdef0_2026-01-15_1203-UTC_0.7.8";

/** Collected at 12:03 UTC; with lines of an incident some minutes before: the table was full, then names were not resolved, then the node was not ready. */
export const incidentNode = "ip-10-0-1-2.ec2.internal";

export interface ShelfFolder {
  readonly directory: string;
  /** Adds lines to a file of the incident's bundle. */
  append(path: string, lines: readonly string[]): void;
  remove(): void;
}

/** A shelf with a bundle of a node in trouble, and recordings of others. */
export function makeShelfFolder(...recordings: readonly string[]): ShelfFolder {
  const directory = mkdtempSync(join(tmpdir(), "ullage-findings-tools-"));
  const incident = join(directory, incidentBundle);
  cpSync(join(fixtures, "bundles", incidentBundle), incident, { recursive: true });
  const append = (path: string, lines: readonly string[]) => {
    mkdirSync(dirname(join(incident, path)), { recursive: true });
    appendFileSync(join(incident, path), `${lines.join("\n")}\n`);
  };
  append("var_log/messages", [
    "Jan 15 11:59:10 ip-10-0-1-2 kernel: nf_conntrack: nf_conntrack: table full, dropping packet",
    'Jan 15 12:00:55 ip-10-0-1-2 kubelet[2999]: I0115 12:00:55.000000    2999 kubelet_node_status.go:1 "Node became not ready" node="ip-10-0-1-2.ec2.internal" condition="KubeletNotReady"',
  ]);
  append("var_log/kube-system_coredns-1_1b2c/coredns/0.log", [
    ...["11:59:40", "12:00:20", "12:00:21"].map(
      (time) =>
        `2026-01-15T${time}.5Z stdout F [ERROR] plugin/errors: 2 api.example.net. A: read udp 10.244.0.15:51542->10.20.0.53:53: i/o timeout`,
    ),
    "2026-01-15T08:00:00.5Z stdout F [ERROR] plugin/errors: 2 a.example.net. A: read udp 10.244.0.15:51542->10.9.9.9:53: i/o timeout",
  ]);
  for (const name of recordings) cpSync(join(fixtures, "recordings", name), join(directory, name), { recursive: true });
  writeFileSync(join(directory, "notes.txt"), "no bundle");
  return { directory, append, remove: () => rmSync(directory, { recursive: true }) };
}
