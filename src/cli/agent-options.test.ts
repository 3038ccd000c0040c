import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { type AgentCommandOptions, addAgentOptions, contradictionIn } from "./agent-options.ts";

const tls = ["--tls-cert", "tls.crt", "--tls-key", "tls.key"];

for (const [words, mentioned] of [
  [["--node-condition"], "--in-cluster"],
  [["--tls-key", "tls.key"], "--tls-cert"],
  [["--exempt-port", "--metrics-listen", "127.0.0.1:0"], "--exempt-port"],
  [["--otlp-header", "a=b"], "--otlp-endpoint"],
  [["--otlp-interval", "10"], "--otlp-endpoint"],
  [["--incidents-bytes", "1GB"], "--incidents"],
  [["--no-api", "--token-file", "tokens"], "--token-file"],
  // Nobody is asked for a token on the socket, so that it would protect nothing there.
  [["--no-api", "--socket", "agent.sock", "--token-file", "tokens"], "--token-file"],
  [["--no-api", ...tls], "--tls-cert"],
  [["--no-api", "--in-cluster", "--kubernetes-auth"], "--kubernetes-auth"],
] as const) {
  test(`what would be passed over in silence is refused: ${words.join(" ")}`, () => {
    assert.ok(contradictionIn(parsed(words))?.includes(mentioned));
  });
}

test("what goes together is not refused", () => {
  for (const words of [[], ["--no-api", "--socket", "agent.sock"], ["--token-file", "tokens", ...tls]]) {
    assert.equal(contradictionIn(parsed(words)), undefined, words.join(" "));
  }
});

function parsed(words: readonly string[]): AgentCommandOptions {
  return addAgentOptions(new Command()).parse(words, { from: "user" }).opts<AgentCommandOptions>();
}
