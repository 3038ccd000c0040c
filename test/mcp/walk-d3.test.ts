import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse, stringify } from "yaml";
import type { LimitId } from "../../src/model/verdict.ts";
import { newerThanPacked } from "../cli/packed-program.ts";
import { readLabelled, recordingNames } from "../recordings/read-labelled.ts";
import { recordingsFolder } from "../recordings/recordings-folder.ts";
const only = process.env.ONLY;
import { instanceCause, kernelCause } from "./judge-d3.ts";
import { root, temporaryFolder } from "./running-server.ts";
import { assertUnharmed, type StdioServer, startStdio } from "./stdio-server.ts";
import { walkD3 } from "./walk-d3.ts";

const server = await startStdio({ after }, ["--bundles", recordingsFolder, "--state", "/tmp/e2e-state"], { program: join(root, "bin/ullage.js") });
for (const name of recordingNames()) test(name, async () => {
  const { expected } = await readLabelled(name);
  const { report, run } = await walkD3(server.client, { instanceId: name });
  console.log(name.padEnd(40), expected.limit.padEnd(22), report.root_cause, report.severity, report.evidence.length);
});
