import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Command } from "commander";
import { addAgentOptions } from "../../src/cli/agent-options.ts";
import { type CapabilityGrant, capabilityGrants } from "../../src/generate/agent-permissions.ts";
import { root } from "./rendered-chart.ts";

const unit = readFileSync(join(root, "deploy/systemd/ullage-agent.service"), "utf8");
const skip = spawnSync("systemd-analyze", ["--version"]).status === 0 ? false : "systemd-analyze is not here";

test("systemd understands every line of the unit", { skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "ullage-unit-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "ullage-agent.service");
  // It looks for the program that is to be started.
  writeFileSync(path, unit.replace("/opt/ullage/bin/node ", `${process.execPath} `));
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path], { encoding: "utf8", timeout: 30_000 });
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);
});

test("systemd finds it no more exposed than what the agent is for makes it", { skip }, () => {
  const path = join(root, "deploy/systemd/ullage-agent.service");
  // 30 of 100: the network of the machine, CAP_NET_ADMIN, CAP_SYSLOG, /proc, root and V8's code are what it counts.
  const { status, stdout, stderr } = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=30", "--no-pager", path], {
    encoding: "utf8",
    timeout: 30_000,
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});

test("the service has the capabilities that the chart gives always, and gains no others", () => {
  const always = Object.entries<CapabilityGrant>(capabilityGrants).filter(([, { chart }]) => chart === "always");
  assert.equal(setting("CapabilityBoundingSet"), always.map(([name]) => name).join(" "));
  assert.equal(setting("AmbientCapabilities"), undefined);
  assert.equal(setting("NoNewPrivileges"), "yes");
});

test("what would blind the agent is off, and what is written is for root alone", () => {
  for (const [name, value] of [
    ["ProtectKernelLogs", "no"],
    ["ProtectKernelModules", "no"],
    ["PrivateNetwork", "no"],
    ["ProtectProc", "default"],
    ["StateDirectoryMode", "0700"],
    ["RuntimeDirectoryMode", "0700"],
    ["UMask", "0077"],
    ["Restart", "always"],
  ] as const)
    assert.equal(setting(name), value, name);
});

test("the agent takes the options of the unit and of the example of its environment", () => {
  const [, options = ""] = /\bullage\.js agent (.+) \$ULLAGE_OPTIONS$/.exec(setting("ExecStart") ?? "") ?? [];
  const example = readFileSync(join(root, "deploy/systemd/ullage-agent.env"), "utf8");
  const examples = [...example.matchAll(/^#?ULLAGE_OPTIONS=(.*)$/gm)].map(([, text = ""]) => text);
  assert.ok(examples.length > 1);
  for (const more of examples) {
    const command = addAgentOptions(new Command("agent")).exitOverride();
    command.parse(`${options} ${more}`.trim().split(/\s+/), { from: "user" });
    assert.equal(command.getOptionValue("incidents"), "/var/lib/ullage/incidents");
  }
});

function setting(name: string): string | undefined {
  return new RegExp(`^${name}=(.*)$`, "m").exec(unit)?.[1];
}
