/** Runs in a network namespace of its own, where an address of the network is reachable by nobody else: asks the API there, and prints what came of it. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "../../src/agent/http/agent-http.case.ts";
import { openAgentHttp } from "../../src/agent/http/open-http.ts";
import { ordinaryStatus } from "../../src/metrics/agent-status.case.ts";
import { TokenFileAuthority } from "../../src/platform/http/token-file-authority.ts";
import { makeAuthority } from "../kubernetes/certificates.ts";

const [, , address = ""] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "ullage-api-"));
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const token = "0123456789abcdef0123456789abcdef";
const { ca, server } = makeAuthority("node");
const logger = { info() {}, warn() {}, error() {} };
const http = await openAgentHttp({
  watch: { status: ordinaryStatus, subscribe: () => () => {}, walkNow: async () => ordinaryStatus() },
  metrics: () => "up 1\n",
  alerts: () => ({}),
  collect: async () => {},
  metricsListen: `${address}:0`,
  apiListen: `${address}:0`,
  tls: { certPath: write("tls.crt", server.cert), keyPath: write("tls.key", server.key) },
  authority: new TokenFileAuthority(write("token", token), logger),
  logger,
});
const { metrics, api = "" } = http.addresses;
const authorization = `Bearer ${token}`;
const outcomes = {
  metrics: (await ask(metrics, "/metrics")).status,
  withToken: (await ask(api, "/v1/diagnose", { ca, headers: { authorization } })).status,
  page: (await ask(api, "/", { ca, headers: { authorization, host: "node-a.example" } })).status,
  withoutToken: (await ask(api, "/v1/diagnose", { ca })).status,
  unknownPathWithoutToken: (await ask(api, "/v2", { ca })).status,
  healthWithoutToken: (await ask(api, "/healthz", { ca })).status,
  inClearText: await ask(api, "/v1/diagnose", { headers: { authorization } }).then(
    ({ status }) => status,
    () => "closed",
  ),
};
await http.close();
console.log(JSON.stringify(outcomes));
