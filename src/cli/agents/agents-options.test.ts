import assert from "node:assert/strict";
import { test } from "node:test";
import { Command, CommanderError } from "commander";
import type { AgentsOptions } from "../../operations/agents/agents-options.ts";
import { addAgentsOptions, refuseMisplacedAgentsOptions } from "./agents-options.ts";

function parsed(args: readonly string[]): AgentsOptions {
  const command = addAgentsOptions(new Command()).option("--bundle <path>").option("--kubeconfig <file>");
  command.exitOverride().configureOutput({ writeErr: () => {} });
  command.action(() => refuseMisplacedAgentsOptions(command, command.opts<AgentsOptions>(), ["bundle"]));
  command.parse(args, { from: "user" });
  return command.opts<AgentsOptions>();
}

for (const [args, expected] of [
  [
    ["--agents", "127.0.0.1:1, http://a:2,,127.0.0.1:1"],
    ["127.0.0.1:1", "http://a:2"],
  ],
  [["--agents", "kubernetes", "--agents-node", "a,b", "--kubeconfig", "f"], ["kubernetes"]],
  [["--agents", "https://a:1", "--agents-token-file", "f", "--agents-ca", "f"], ["https://a:1"]],
  [
    ["--agents", "127.0.0.1:1,unix:/s", "--agents-token-file", "f"],
    ["127.0.0.1:1", "unix:/s"],
  ],
  [[], undefined],
] as const) {
  test(`${args.join(" ") || "nothing"} is taken`, () => {
    assert.deepEqual(parsed(args).agents, expected);
  });
}

for (const [args, because] of [
  [["--agents", ","], /names none/],
  [["--agents", "node-a"], /"node-a" is not http:/],
  [["--agents", "kubernetes,127.0.0.1:1"], /kubernetes stands alone/],
  [["--agents", "127.0.0.1:1", "--bundle", "b"], /--bundle is for this node or a saved one/],
  [["--agents", "127.0.0.1:1", "--agents-node", "a"], /--agents-node is for --agents kubernetes/],
  [["--agents", "127.0.0.1:1", "--kubeconfig", "f"], /--kubeconfig is for --agents kubernetes/],
  [["--agents", "kubernetes", "--agents-ca", "f"], /--agents-ca is for addresses/],
  [["--agents", "http://10.0.0.1:9856", "--agents-token-file", "f"], /clear text/],
  [["--agents-deadline", "3"], /--agents-deadline is for --agents/],
  [["--agents", "127.0.0.1:1", "--agents-deadline", "0"], /from 0.1 to 600/],
] as const) {
  test(`${args.join(" ")} is refused`, () => {
    assert.throws(
      () => parsed(args),
      (error) => error instanceof CommanderError && because.test(error.message),
    );
  });
}
