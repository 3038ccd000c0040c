import type { Agent as HttpAgent } from "node:http";
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import type { Logger } from "../../platform/logger.ts";
import { nodeHttp, nodeHttps } from "../../platform/node-http.ts";
import { harmlessText } from "../../report/harmless-text.ts";
import type { CapturedFamilies } from "./push-backlog.ts";
import { pushedResource, resourceMetrics } from "./resource-metrics.ts";

export interface OtlpSenderOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly resource: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** The official exporter, and the one connection that it may hold. */
export class OtlpSender {
  private readonly exporter: OTLPMetricExporter;
  private readonly resource: ReturnType<typeof pushedResource>;
  private readonly connections: HttpAgent;
  private attempt: AbortSignal | undefined;

  constructor({ url, headers, timeoutSeconds, resource, logger }: OtlpSenderOptions) {
    const { Agent } = url.startsWith("https:") ? nodeHttps() : nodeHttp();
    const connections = new Agent({ keepAlive: true, maxSockets: 1 });
    this.connections = connections;
    this.resource = pushedResource(resource);
    this.exporter = new OTLPMetricExporter({
      ...{ url, timeoutMillis: timeoutSeconds * 1000 },
      // Asked before each try of an attempt: what was given up is not tried again, as the exporter would after a lost connection.
      headers: async () => {
        this.attempt?.throwIfAborted();
        return { ...headers };
      },
      // A second attempt beside one that hangs would hold a second copy of the metrics.
      concurrencyLimit: 1,
      httpAgentOptions: () => connections,
    });
    logDiagnostics(logger);
  }

  /** Throws where they were not taken. A signal that is aborted ends the attempt, whatever it waits for. */
  async send(captured: CapturedFamilies, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.attempt = signal;
    const giveUp = () => {
      this.connections.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      this.exporter.export(resourceMetrics(captured, this.resource), ({ code, error }) => {
        if (code === exportSucceeded) resolve();
        else reject(error ?? new Error("the receiver did not take the metrics"));
      });
      await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** The exporter's own shutdown would wait for a try that hangs, and does nothing else. */
  close(): void {
    this.connections.destroy();
  }
}

/** ExportResultCode.SUCCESS of @opentelemetry/core, which nothing else is needed of. */
const exportSucceeded = 0;

/** The exporter says here alone what a receiver took only in part. The text is the receiver's. */
function logDiagnostics(logger: Logger): void {
  const log = (message: string, ...rest: readonly unknown[]) =>
    logger.warn("OpenTelemetry's exporter has something to say", {
      because: harmlessText([message, ...rest].map(String).join(" ").slice(0, 300)),
    });
  const quiet = () => {};
  diag.setLogger(
    { error: log, warn: log, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
