import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import protobuf from "protobufjs";

/** A receiver of OTLP over HTTP that decodes what it gets by the official definitions. */
export interface ReceivedPush {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly metrics: readonly ReceivedMetric[];
}

export interface ReceivedMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly sum?: ReceivedPoints & { readonly isMonotonic: boolean; readonly aggregationTemporality: string };
  readonly gauge?: ReceivedPoints;
}

interface ReceivedPoints {
  readonly points: readonly {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly value: number;
    readonly startMs: number;
    readonly atMs: number;
  }[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse, received: ReceivedPush) => void;

const types = new protobuf.Root();
const protos = join(import.meta.dirname, "../../../fixtures/opentelemetry-proto");
types.resolvePath = (_origin, target) => join(protos, target);
types.loadSync("opentelemetry/proto/collector/metrics/v1/metrics_service.proto");
const requestType = types.lookupType("opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest");
const responseType = types.lookupType("opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse");

export const takeIt: Answer = (_request, response) => {
  response.writeHead(200, { "content-type": "application/x-protobuf" }).end(responseType.encode(responseType.create({})).finish());
};

export function takePart(rejected: number, why: string): Answer {
  return (_request, response) => {
    const partial = responseType.fromObject({ partialSuccess: { rejectedDataPoints: rejected, errorMessage: why } });
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end(responseType.encode(partial).finish());
  };
}

export class OtlpReceiver {
  readonly pushes: ReceivedPush[] = [];
  /** Every connection that was ever opened. */
  readonly connections: Socket[] = [];
  answer: Answer = takeIt;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => void this.receive(request, response));
    this.server.on("connection", (socket) => this.connections.push(socket));
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port; // it listens on TCP
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array); // a stream without an encoding gives bytes
    const received = decode(Buffer.concat(chunks), request);
    this.pushes.push(received);
    this.answer(request, response, received);
  }
}

/** As protobufjs gives it with `longs: String` and `enums: String`. */
interface DecodedRequest {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeMetrics: readonly { readonly scope: { readonly name: string }; readonly metrics: readonly DecodedMetric[] }[];
  }[];
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface DecodedMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly sum?: { readonly dataPoints: readonly DecodedPoint[]; readonly isMonotonic: boolean; readonly aggregationTemporality: string };
  readonly gauge?: { readonly dataPoints: readonly DecodedPoint[] };
}

interface DecodedPoint {
  readonly attributes: readonly KeyValue[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble: number;
}

function decode(bytes: Uint8Array, { url = "", headers }: IncomingMessage): ReceivedPush {
  const decoded = requestType.toObject(requestType.decode(bytes), { longs: String, enums: String, arrays: true, defaults: true });
  const { resourceMetrics } = decoded as DecodedRequest; // by the definitions that it was decoded with
  const [{ resource, scopeMetrics }] = resourceMetrics as [DecodedRequest["resourceMetrics"][number]]; // one agent sends one
  return {
    path: url,
    headers,
    resource: attributesOf(resource.attributes),
    metrics: scopeMetrics.flatMap(({ metrics }) => metrics.map(readMetric)),
  };
}

function readMetric({ name, description, unit, sum, gauge }: DecodedMetric): ReceivedMetric {
  return {
    ...{ name, description, unit },
    ...(sum === undefined
      ? {}
      : {
          sum: {
            points: sum.dataPoints.map(readPoint),
            isMonotonic: sum.isMonotonic,
            aggregationTemporality: sum.aggregationTemporality,
          },
        }),
    ...(gauge === undefined ? {} : { gauge: { points: gauge.dataPoints.map(readPoint) } }),
  };
}

function readPoint({ attributes, startTimeUnixNano, timeUnixNano, asDouble }: DecodedPoint): ReceivedPoints["points"][number] {
  return {
    attributes: attributesOf(attributes),
    value: asDouble,
    startMs: Number(BigInt(startTimeUnixNano) / 1_000_000n),
    atMs: Number(BigInt(timeUnixNano) / 1_000_000n),
  };
}

function attributesOf(pairs: readonly KeyValue[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value["stringValue"]]));
}
