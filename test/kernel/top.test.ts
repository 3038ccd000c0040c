import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type TopFrame, topFrameSchema } from "../../src/contract/top-frame.ts";
import { reasonAgainstTmux, TmuxTerminal } from "../cli/tmux-terminal.ts";
import { eventListenersOf, untilListening } from "./event-listeners.ts";
import { tcpFlow } from "./insertable-flow.ts";
import { openLaboratory } from "./laboratory.ts";
import type { LaboratoryNamespace } from "./laboratory-namespace.ts";

const ullage = fileURLToPath(new URL("../../bin/ullage.js", import.meta.url));

function batch(namespace: LaboratoryNamespace, ...args: readonly string[]): TopFrame {
  return batchThrough(namespace, [], ...args);
}

/** Through a program that starts it with other rights. */
function batchThrough(namespace: LaboratoryNamespace, wrapper: readonly string[], ...args: readonly string[]): TopFrame {
  const top = [process.execPath, ullage, "top", "--batch", "-n", "1", "--no-names", "-o", "json", ...args];
  const command = ["netns", "exec", namespace.name, ...wrapper, ...top];
  return topFrameSchema.parse(JSON.parse(execFileSync("ip", command, { encoding: "utf8", timeout: 60_000 })));
}

test("the live screen shows the busiest client of real connections, what is inside of it, and one that begins to grow", async (t) => {
  const because = reasonAgainstTmux();
  if (because !== undefined) return t.skip(because);
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client, server, link } = laboratory.addPair();
  await server.start("tcp-server", { port: 8080 });
  const clients = await client.start<{ open: number }>("tcp-clients", { host: link.right.ipv4, port: 8080, count: 60 });
  assert.equal(clients.answer.open, 60);
  await client.ask("insert-flows", { flows: [tcpFlow("TIME_WAIT", "10.1.0.7", 1024, "10.2.0.1", 5432)], count: 20 });

  const terminal = TmuxTerminal.open(80, 24);
  t.after(() => terminal.close());
  terminal.type(`exec ip netns exec ${client.name} ${process.execPath} ${ullage} top --interval 0.2 --no-names`);
  const rows = (screen: string) =>
    screen
      .split("\n")
      // Who seems to fill the table is marked.
      .map((line) => line.replace(/^[◆* ] /, ""))
      .filter((line) => /^[\w.:/]+ +[\d,]+ +[\d.]+%/.test(line))
      .map((line) => line.split(/ +/).slice(0, 3));

  await terminal.until("both clients", (screen) => rows(screen).length === 2);
  assert.deepEqual(rows(terminal.screen()), [
    ["10.90.1.1", "60", "75.0%"],
    ["10.1.0.7", "20", "25.0%"],
  ]);
  assert.match(terminal.screen(), / 80 \/ [\d,]+$/m);

  terminal.press("Enter");
  await terminal.untilShows("by destination");
  await terminal.until("its destination", (screen) => rows(screen).length === 1);
  assert.deepEqual(rows(terminal.screen()), [[link.right.ipv4, "60", "100.0%"].map((cell) => cell.replace("100.0%", "100%"))]);

  // Both in one reading would be Alt and f.
  terminal.press("Escape");
  await terminal.until("both clients", (screen) => rows(screen).length === 2);
  terminal.press("f");
  terminal.type("state=TIME_WAIT");
  await terminal.until("the other client alone", (screen) => rows(screen).length === 1 && screen.includes("10.1.0.7"));
  terminal.press("f", "C-u", "Enter");
  await terminal.until("both clients again", (screen) => rows(screen).length === 2);

  await client.ask("insert-flows", { flows: [tcpFlow("TIME_WAIT", "10.1.0.7", 1024, "10.2.0.1", 5432)], count: 200 });
  await terminal.until("the order to change", (screen) => rows(screen)[0]?.join() === "10.1.0.7,200,76.9%");
  terminal.press("q");
});

test("what a batch counts in each group and under each condition is what the kernel holds", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const flows = [
    { flow: tcpFlow("ESTABLISHED", "10.1.0.7", 1024, "10.2.0.1", 5432), count: 30 },
    { flow: tcpFlow("TIME_WAIT", "10.1.0.8", 1024, "10.2.0.1", 80), count: 70 },
  ];
  for (const { flow, count } of flows) await client.ask("insert-flows", { flows: [flow], count });
  const groups = (...args: readonly string[]) => batch(client, ...args).traffic?.groups.map(({ key, entries }) => [key, entries]);
  assert.equal(batch(client).count, 100);
  assert.deepEqual(groups("--by", "pod"), [
    ["10.1.0.8", 70],
    ["10.1.0.7", 30],
  ]);
  assert.deepEqual(groups("--by", "state"), [
    ["TIME_WAIT", 70],
    ["ESTABLISHED", 30],
  ]);
  assert.deepEqual(groups("--by", "port", "--filter", "address=10.1.0.7"), [["tcp/5432", 30]]);
});

test("a batch that is asked to listen tells each connection that began meanwhile, by its client, and leaves nobody listening", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  const command = ["netns", "exec", client.name, process.execPath, ullage, "top", "--batch", "-n", "1", "--no-names", "-o", "json"];
  const listening = promisify(execFile)("ip", [...command, "--events", "3"], { encoding: "utf8", timeout: 20_000 });
  await untilListening(client);
  await client.ask("insert-flows", { flows: [tcpFlow("SYN_SENT", "10.1.0.7", 1024, "10.2.0.1", 80)], count: 30 });
  const { eventBirths } = topFrameSchema.parse(JSON.parse((await listening).stdout));
  assert.ok(eventBirths !== null);
  const { births, groups, lost } = eventBirths;
  assert.deepEqual([births.method, Math.round(births.perSecond * births.overSeconds), lost], ["events", 30, 0]);
  assert.deepEqual(
    groups.map(({ key }) => key),
    ["10.1.0.7"],
  );
  assert.equal(eventListenersOf(client).length, 0);
});

test("without the right to list the table the screen still tells how full it is, and which capability is missing", async (t) => {
  const laboratory = await openLaboratory(t);
  if (laboratory === undefined) return;
  const { client } = laboratory.addPair();
  await client.ask("insert-flows", { flows: [tcpFlow("TIME_WAIT", "10.1.0.7", 1024, "10.2.0.1", 80)], count: 5 });
  const withoutCapabilities = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"];
  const frame = batchThrough(client, withoutCapabilities);
  assert.deepEqual([frame.count, frame.traffic], [5, null]);
  assert.match(frame.remarks.join(), /CAP_NET_ADMIN/);
});
