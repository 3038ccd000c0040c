import type { RequestListener } from "node:http";
import type { Observation } from "../../src/model/observation.ts";
import { diagnoseResult } from "../../src/report/diagnose-result.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { readLabelled } from "../recordings/read-labelled.ts";

export interface ScriptedAgentOptions {
  readonly recording: string;
  readonly node: string;
  readonly instanceId?: string;
  /** Instead of the recording's. */
  readonly observation?: Observation;
}

/** Answers as the agent of a recorded node would, until it is told to die: from then on it closes each connection in the middle of its answer. */
export class ScriptedAgent {
  readonly asked: string[] = [];
  isDying = false;
  private readonly answers: ReadonlyMap<string, unknown>;

  private constructor(answers: ReadonlyMap<string, unknown>) {
    this.answers = answers;
  }

  static async open({ recording, node, instanceId, observation: given }: ScriptedAgentOptions): Promise<ScriptedAgent> {
    const observation = given ?? (await readLabelled(recording)).observation;
    const { now } = observation;
    const diagnosis = { ...diagnoseResult(diagnoseObservation(observation, "live")), node };
    const cloudInstance = {
      ...{ status: "present", source: "http://169.254.169.254/latest/meta-data", takenAtMs: now.takenAtMs },
      value: { provider: "amazon-ec2", instanceId, instanceType: "m5.large", zone: "eu-west-1a" },
    };
    const snapshot = {
      ...now,
      ...{ schemaVersion: 1, node, parts: { ...now.parts, ...(instanceId === undefined ? {} : { cloudInstance }) } },
      agent: {
        ...{ version: "1.0.0", startedAtMs: now.takenAtMs, works: [], deliveries: [] },
        incidents: { recorded: 0, kept: 0, bytes: 0, failures: 0 },
        cost: { cpuSeconds: 1, residentBytes: 1, heapBytes: 1 },
      },
    };
    return new ScriptedAgent(
      new Map<string, unknown>([
        ["/v1/diagnose", diagnosis],
        ["/v1/snapshot", snapshot],
        ["/healthz", { status: "ok" }],
      ]),
    );
  }

  readonly listener: RequestListener = ({ url = "" }, response) => {
    const { pathname } = new URL(url, "http://agent");
    this.asked.push(pathname);
    const answer = this.answers.get(pathname);
    if (answer === undefined && !this.isDying) {
      response.writeHead(404).end();
      return;
    }
    const text = JSON.stringify(answer ?? {});
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    if (this.isDying) response.write(text.slice(0, text.length / 2), () => response.destroy());
    else response.end(text);
  };
}
