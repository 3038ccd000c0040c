import { z } from "zod";
import { answerEnvelope, commonInput, defineToolContract } from "../../contract/tools/tool-contract.ts";
import { untrusted } from "../../contract/untrusted.ts";
import type { Logger } from "../../platform/logger.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";

/** What was logged, for tests to look at. */
export class LoggedLines implements Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: object }[] = [];

  info(message: string, fields: object = {}): void {
    this.lines.push({ level: "info", message, fields });
  }

  warn(message: string, fields: object = {}): void {
    this.lines.push({ level: "warn", message, fields });
  }

  error(message: string, fields: object = {}): void {
    this.lines.push({ level: "error", message, fields });
  }
}

/** For tools of a test, which ask nothing of any source. */
export function contextWithoutSources(logger: Logger): ToolContext {
  const nobody = { list: async () => ({ nodes: [], bundles: [], unanswered: [], unreadable: [], remarks: [] }) };
  return {
    fleet: nobody,
    shelf: nobody,
    logger,
    version: "0.0.0",
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
  } as unknown as ToolContext;
}

const echoContract = defineToolContract({
  name: "echo",
  title: "Echo",
  description: "Gives back what it was given.",
  set: "core",
  annotations: { readOnly: true, idempotent: true, openWorld: false },
  input: z.object({
    instanceId: z.string().max(300),
    finding_ids: z.array(z.string()).default([]),
    lines: z.int().min(0).max(100_000).default(0),
    line: z.string().default("a line"),
    mode: z.enum(["answer", "page", "wait", "deaf", "bug", "undeclared"]).default("answer"),
    region: z.string().optional(),
    ...commonInput,
  }),
  output: z.object({
    ...answerEnvelope,
    node: untrusted(),
    severity: z.enum(["critical", "ok"]),
    verdict: z.object({ limit: z.enum(["kernel-table-full", "none"]), summary: untrusted() }),
    totalFindings: z.int(),
    findings: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        excerpt: untrusted(),
        evidence: z.array(z.object({ file: untrusted(), line: untrusted() })),
      }),
    ),
    counters: z.record(z.string(), z.number()),
    nextPageToken: z.string().optional(),
  }),
});

/** A tool that can do all that a host has to cope with. */
export function echoTool(onRun: (signal: AbortSignal) => void = () => {}): Tool {
  return defineTool(echoContract, async ({ instanceId, lines, line, mode }, _, { signal, maxBytes, onProgress }) => {
    onRun(signal);
    onProgress(1, 2, `looking at ${instanceId}`);
    if (mode === "bug") throw new TypeError(`secret of ${instanceId}`);
    if (mode === "deaf") await new Promise<never>(() => {});
    if (mode === "wait")
      await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    const shown = mode === "page" ? Math.min(lines, Math.floor(maxBytes / (line.length + 60))) : lines;
    return {
      value: {
        success: true as const,
        node: instanceId,
        severity: "critical" as const,
        verdict: { limit: "kernel-table-full" as const, summary: `${instanceId} drops` },
        totalFindings: lines,
        findings: Array.from({ length: shown }, (_item, at) => ({ id: `F-${at}`, title: "Ours", excerpt: line, evidence: [] })),
        counters: { [line.slice(0, 40)]: 1 },
        nextStep: `errors(instanceId="${instanceId}") and then echo`,
        gaps: [`${instanceId}: no dmesg`],
        ...(mode === "page" && shown < lines ? { nextPageToken: String(shown) } : {}),
        ...(mode === "undeclared" ? { secret: "undeclared" } : {}),
      },
    };
  }) as Tool;
}
