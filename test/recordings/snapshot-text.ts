import type { NodeSnapshot } from "../../src/model/node-snapshot.ts";

/** A saved sample with one line for each part: small, and a change of one part is a change of one line. */
export function snapshotText({ parts, ...head }: NodeSnapshot): string {
  const lines = Object.entries(parts).map(([part, reading]) => `  ${JSON.stringify(part)}: ${JSON.stringify(reading)}`);
  const first = JSON.stringify({ schemaVersion: 1, ...head }).slice(0, -1);
  return `${first}, "parts": {\n${lines.join(",\n")}\n}}\n`;
}
