import type { UnansweredAgent } from "../../model/unanswered-agent.ts";
import { sizeText } from "../collect-report.ts";
import type { Document } from "../document.ts";
import { harmlessValue } from "../harmless-value.ts";
import { answeredText, unansweredBlocks } from "./unanswered.ts";

/** Which nodes gave a bundle, and where it is. */
export interface FleetCollection {
  readonly bundles: readonly { readonly agent: string; readonly path: string; readonly bytes: number }[];
  readonly notWritten: readonly { readonly agent: string; readonly because: string }[];
  readonly unanswered: readonly UnansweredAgent[];
}

/** The answer as data; `src/contract/fleet-collection.ts` is its schema. */
export function fleetCollectionResult(collection: FleetCollection) {
  return { schemaVersion: 1 as const, ...harmlessValue(collection) };
}

export function fleetCollectionReport(collection: FleetCollection): Document {
  const { bundles, notWritten, unanswered } = harmlessValue(collection);
  return [
    { kind: "title", text: answeredText(bundles.length + notWritten.length, unanswered.length) },
    ...(bundles.length === 0
      ? []
      : [
          {
            kind: "table" as const,
            columns: [
              { title: "bundle", align: "left" as const },
              { title: "size", align: "right" as const },
              { title: "asked", align: "left" as const },
            ],
            rows: bundles.map(({ agent, path, bytes }) => [path, sizeText(bytes), agent]),
          },
        ]),
    ...(notWritten.length === 0
      ? []
      : [
          { kind: "heading" as const, text: "Not written" },
          { kind: "list" as const, items: notWritten.map(({ agent, because }) => `${agent}: ${because}`) },
        ]),
    ...unansweredBlocks(unanswered),
  ];
}
