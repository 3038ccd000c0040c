import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { fleetCollectionSchema } from "../../src/contract/fleet-collection.ts";
import { fleetDiagnosisSchema } from "../../src/contract/fleet-diagnosis.ts";
import { fleetTopSchema } from "../../src/contract/fleet-top.ts";
import { diagnoseResult } from "../../src/report/diagnose-result.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { readRecording } from "../../src/sources/recording.ts";
import { hasOpenssl, makeAuthority } from "../kubernetes/certificates.ts";
import { assertGolden } from "./golden-file.ts";
import { root, runUllage } from "./run-ullage.ts";
import { deadPort, folderFor, type RunningAgent, runBeside, serveLikeAgent, startAgent } from "./running-agents.ts";
import { reasonAgainstTmux, TmuxTerminal } from "./tmux-terminal.ts";

const silence: RequestListener = () => {};

const json = (value: unknown): RequestListener => {
  const text = JSON.stringify(value);
  return (_, response) => response.setHeader("content-type", "application/json").end(text);
};

async function recorded(name: string, node: string): Promise<unknown> {
  const observation = await readRecording(join(root, "fixtures/recordings", name));
  return { ...diagnoseResult(diagnoseObservation(observation, "live")), node };
}

suite("two real agents, a port that nobody listens on and a server that says nothing", () => {
  const opened: (() => unknown)[] = [];
  const t = { after: (close: () => unknown) => void opened.push(close) };
  let agents: readonly RunningAgent[] = [];
  let dead = "";
  let mute = "";
  before(async () => {
    [agents, dead, mute] = await Promise.all([
      Promise.all([startAgent(t, "node-a"), startAgent(t, "node-b")]),
      deadPort(),
      serveLikeAgent(t, silence),
    ]);
  });
  after(async () => {
    for (const close of opened.reverse()) await close();
  });
  const named = () => [agents[0]?.api, `unix:${agents[1]?.socket}`, dead, mute].join();

  test("are diagnosed together: who answered, worst first, and who did not, with the reason", async () => {
    const { status, stdout, stderr } = await runBeside(["diagnose", "--agents", named(), "--agents-deadline", "2", "-o", "json"]);
    assert.equal(stderr, "");
    const { severity, nodes, unanswered } = fleetDiagnosisSchema.parse(JSON.parse(stdout));
    assert.deepEqual(nodes.map(({ node }) => node).toSorted(), ["node-a", "node-b"]);
    assert.deepEqual(unanswered, [
      { agent: dead, code: "unreachable", because: "nothing listens there" },
      { agent: mute, code: "no-answer", because: "it took the connection and did not answer within 2 s" },
    ]);
    // Somebody is silent, so that it is not well whatever the others say.
    assert.equal(status, { critical: 2, warning: 1, unknown: 3, notice: undefined, ok: undefined }[severity]);
  });

  test("one alone is shown whole, by the words of the node itself", async () => {
    const { stdout } = await runBeside(["diagnose", "--agents", agents[0]?.api ?? ""]);
    assert.match(stdout, /^node-a: .* · confidence /);
    assert.match(stdout, /\nNot evaluated\n|\nAlso looked at\n/);
    const markdown = await runBeside(["diagnose", "--agents", agents[0]?.api ?? "", "-o", "markdown"]);
    assert.match(markdown.stdout, /^# node-a: /);
  });

  test("are looked at together as often as asked, a line of JSON each", async () => {
    const args = ["top", "--agents", named(), "--agents-deadline", "1", "--batch", "-n", "2", "--interval", "0.1", "--output", "json"];
    const { status, stdout } = await runBeside(args);
    const looks = stdout.trim().split("\n");
    assert.deepEqual([status, looks.length], [0, 2]);
    for (const look of looks) {
      const { nodes, unanswered } = fleetTopSchema.parse(JSON.parse(look));
      assert.deepEqual(nodes.map(({ node }) => node).toSorted(), ["node-a", "node-b"]);
      assert.equal(unanswered.length, 2);
    }
  });

  test("give a bundle each, which diagnose reads; who gives none makes the status 1", async (context) => {
    const folder = folderFor(context);
    const args = ["collect", "--agents", named(), "--agents-deadline", "1", "--window", "0", "-o", "out", "--output", "json"];
    // What it waits for a bundle is longer than the deadline; who does not even begin is the dead one.
    const { status, stdout } = await runBeside(
      args.map((arg) => (arg === named() ? named().split(",").slice(0, 3).join() : arg)),
      { cwd: folder },
    );
    const { bundles, unanswered, notWritten } = fleetCollectionSchema.parse(JSON.parse(stdout));
    assert.deepEqual([status, notWritten, unanswered.map(({ agent }) => agent)], [1, [], [dead]]);
    assert.deepEqual(readdirSync(join(folder, "out")).toSorted(), bundles.map(({ path }) => path.slice("out/".length)).toSorted());
    assert.equal(statSync(join(folder, "out")).mode & 0o777, 0o700);
    for (const { path, bytes } of bundles) {
      const { mode, size } = statSync(join(folder, path));
      assert.deepEqual([mode & 0o777, size], [0o600, bytes]);
    }
    const [first = ""] = bundles.map(({ path }) => path);
    assert.match(first, /^out\/ullage-node-a-\d{8}T\d{6}Z\.tar\.gz$/);
    const read = runUllage(["diagnose", "--bundle", join(folder, first), "-o", "json"]);
    assert.equal(JSON.parse(read.stdout).node, "node-a", read.stderr);
  });

  test("redacted bundles of one moment are told apart, and no node's name is in their names", async (context) => {
    const folder = folderFor(context);
    const both = named().split(",").slice(0, 2).join();
    const { status, stderr } = await runBeside(["collect", "--agents", both, "--window", "0", "--redact"], { cwd: folder });
    const files = readdirSync(folder);
    assert.deepEqual([status, stderr, files.length], [0, "", 2]);
    assert.ok(files.every((file) => /^ullage-redacted-/.test(file)));
  });

  test("a disk that is full ends it with 74 and nothing is left on it", async (context) => {
    const folder = folderFor(context);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "none", folder]).status !== 0) {
      context.skip("only root may mount a small disk");
      return;
    }
    try {
      const { status, stdout, stderr } = await runBeside([
        "collect",
        "--agents",
        named().split(",").slice(0, 2).join(),
        "--window",
        "0",
        "-o",
        folder,
      ]);
      assert.deepEqual([status, stdout], [74, ""]);
      assert.match(stderr, /the disk is full; nothing was left behind/);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      execFileSync("umount", [folder]);
    }
  });

  for (const [how, key, status] of [
    ["q", "q", "0"],
    ["Ctrl-C", "C-c", "130"],
  ] as const) {
    test(`on a terminal they are a screen that ${how} ends with ${status}`, async (context) => {
      const because = reasonAgainstTmux();
      if (because !== undefined) {
        context.skip(because);
        return;
      }
      const terminal = TmuxTerminal.open(100, 24);
      context.after(() => terminal.close());
      await terminal.untilPrompt();
      terminal.type(`${process.execPath} bin/ullage.js top --agents ${named()} --agents-deadline 0.5 --interval 0.2; echo "ended with $?"`);
      const screen = await terminal.until("both nodes and who is silent", (text) => /node-a[\s\S]* silent: /.test(text));
      assert.match(screen, /^2 of 4 nodes answered: .*; 2 did not\n/);
      assert.match(screen, /1 silent: nothing listens there: 127\.0\.0\.1:\d+/);
      assert.deepEqual(terminal.modes(), { isAlternate: true, hasCursor: false, wraps: false });
      terminal.press(key);
      await terminal.until("the status", (text) => text.includes(`\nended with ${status}`));
      assert.deepEqual(terminal.modes(), { isAlternate: false, hasCursor: true, wraps: true });
    });
  }

  test("Ctrl-C while somebody is silent ends it with 130 and without an answer", async () => {
    const child = spawn(process.execPath, [join(root, "bin/ullage.js"), "diagnose", "--agents", mute, "--agents-deadline", "60"]);
    const closed = once(child, "close");
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
    });
    child.once("spawn", () => setTimeout(() => child.kill("SIGINT"), 1000));
    assert.deepEqual([(await closed)[0], text], [130, ""]);
  });
});

test("what a person reads of several nodes is what diagnose.txt and diagnose.md hold", async (t) => {
  const [full, evicting, quiet] = await Promise.all([
    recorded("full-and-who-suffers", "node-7"),
    recorded("approaching-at-99-percent", "node-9"),
    recorded("busy-dns-node", "node-1"),
  ]);
  const addresses = await Promise.all([
    serveLikeAgent(t, json(quiet)),
    serveLikeAgent(t, json(evicting)),
    serveLikeAgent(t, json(full)),
    serveLikeAgent(t, json({ schemaVersion: 2, node: "node-2" })),
    serveLikeAgent(t, (_, response) => response.end("<html>")),
    serveLikeAgent(t, (_, response) =>
      response
        .writeHead(503)
        .end(JSON.stringify({ error: { code: "not-ready", message: "nothing was judged yet", advice: "Ask again." } })),
    ),
    serveLikeAgent(t, silence),
    deadPort(),
  ]);
  const args = ["diagnose", "--agents", addresses.join(), "--agents-deadline", "1"];
  for (const [form, file] of [
    ["text", "diagnose.txt"],
    ["markdown", "diagnose.md"],
  ] as const) {
    const { status, stdout } = await runBeside([...args, "--output", form]);
    assert.equal(status, 2);
    const named = addresses.reduce((text, address, place) => text.replaceAll(address, `10.0.0.${place + 1}:9856`), stdout);
    assertGolden(`agents/${file}`, named);
  }
});

test("two hundred agents are asked in little memory, and the seven that are silent are named", async (t) => {
  const answer = await recorded("busy-dns-node", "node");
  const addresses = await Promise.all(
    Array.from({ length: 200 }, (_, place) =>
      serveLikeAgent(t, place < 193 ? json({ ...(answer as object), node: `node-${place}` }) : silence),
    ),
  );
  const { status, stdout, stderr } = await runBeside(["diagnose", "--agents", addresses.join(), "--agents-deadline", "3", "-o", "json"], {
    NODE_OPTIONS: "--max-old-space-size=48",
  });
  assert.deepEqual([stderr, status === null], ["", false]);
  const { nodes, unanswered } = fleetDiagnosisSchema.parse(JSON.parse(stdout));
  assert.deepEqual([nodes.length, unanswered.map(({ agent }) => agent)], [193, addresses.slice(193)]);
});

test("a bundle whose name is taken is not written and the others are; --force replaces it", async (t) => {
  const folder = folderFor(t);
  const giving =
    (name: string): RequestListener =>
    (_, response) =>
      response.writeHead(200, { "content-disposition": `attachment; filename="${name}"` }).end("bundle");
  const addresses = [await serveLikeAgent(t, giving("ullage-a-1.tar.gz")), await serveLikeAgent(t, giving("ullage-b-1.tar.gz"))].join();
  writeFileSync(join(folder, "ullage-a-1.tar.gz"), "mine");
  const refused = await runBeside(["collect", "--agents", addresses, "-o", folder]);
  assert.equal(refused.status, 74);
  assert.match(refused.stdout, /Not written\n {2}- \S+: \S+ullage-a-1\.tar\.gz: exists already; --force replaces it/);
  assert.equal(readFileSync(join(folder, "ullage-a-1.tar.gz"), "utf8"), "mine");
  assert.deepEqual(readdirSync(folder).toSorted(), ["ullage-a-1.tar.gz", "ullage-b-1.tar.gz"]);
  assert.equal((await runBeside(["collect", "--agents", addresses, "-o", folder, "--force"])).status, 0);
  assert.equal(readFileSync(join(folder, "ullage-a-1.tar.gz"), "utf8"), "bundle");
});

test("a bundle that breaks off is no bundle, and a file where a directory was meant is told", async (t) => {
  const folder = folderFor(t);
  const breaking = await serveLikeAgent(t, (_, response) => void response.write("half", () => response.destroy()));
  const { status, stdout } = await runBeside(["collect", "--agents", breaking, "-o", join(folder, "out")]);
  assert.deepEqual([status, readdirSync(join(folder, "out"))], [3, []]);
  assert.match(stdout, /the connection broke/);
  mkdirSync(join(folder, "place"));
  writeFileSync(join(folder, "place/file"), "");
  const misplaced = await runBeside(["collect", "--agents", breaking, "-o", join(folder, "place/file")]);
  assert.deepEqual([misplaced.status, misplaced.stderr.includes("is a file and no directory")], [74, true]);
});

test("over TLS an agent is asked with a token, once its authority is named", { skip: !hasOpenssl && "no openssl" }, async (t) => {
  const folder = folderFor(t);
  const authority = makeAuthority("agents");
  const answer = JSON.stringify(await recorded("busy-dns-node", "node-a"));
  const address = await serveLikeAgent(
    t,
    ({ headers }, response) => response.writeHead(headers.authorization === "Bearer a-token-of-the-agents" ? 200 : 401).end(answer),
    authority.server,
  );
  writeFileSync(join(folder, "ca.crt"), authority.ca);
  writeFileSync(join(folder, "token"), "a-token-of-the-agents\nthe-one-before-it\n");
  const ask = async (...more: readonly string[]) => {
    const { stdout } = await runBeside(["diagnose", "--agents", `https://${address}`, "-o", "json", ...more], { cwd: folder });
    const { nodes, unanswered } = fleetDiagnosisSchema.parse(JSON.parse(stdout));
    return nodes.map(({ node }) => node).concat(unanswered.map(({ because }) => because));
  };
  assert.deepEqual(await ask("--agents-ca", "ca.crt", "--agents-token-file", "token"), ["node-a"]);
  assert.deepEqual(await ask("--agents-ca", "ca.crt"), ["it refuses (401)"]);
  assert.match((await ask("--agents-token-file", "token"))[0] ?? "", /its certificate is not trusted .*--agents-ca names the authority/);
});

test("a file that cannot be read is told before anybody is asked", () => {
  const { status, stderr } = runUllage(["diagnose", "--agents", "https://127.0.0.1:1", "--agents-token-file", "/nowhere/token"]);
  assert.deepEqual([status, stderr.includes("file-missing")], [66, true]);
});

for (const [args, says] of [
  [["diagnose", "--agents", "127.0.0.1:1", "--bundle", "b"], /--bundle is for this node or a saved one/],
  [["diagnose", "--agents", "127.0.0.1:1", "--window", "1"], /--window is for this node or a saved one/],
  [["diagnose", "--agents", "127.0.0.1:1", "--no-names"], /--no-names is for this node/],
  [["diagnose", "--agents", "kubernetes,127.0.0.1:1"], /kubernetes stands alone/],
  [["diagnose", "--agents", "http://10.0.0.1:1", "--agents-token-file", "t"], /clear text/],
  [["diagnose", "--agents-node", "a"], /--agents-node is for --agents/],
  [["top", "--agents", "127.0.0.1:1", "--batch", "--filter", "port=53"], /--filter is for this node/],
  [["top", "--agents", "127.0.0.1:1", "--batch", "--sort", "idle"], /over several it is entries, births, name/],
  [["top", "--agents", "127.0.0.1:1"], /no terminal to draw on/],
  [["top", "--agents", "127.0.0.1:1", "--output", "json"], /needs --batch/],
  [["collect", "--agents", "127.0.0.1:1", "-o", "-"], /it names a directory/],
  [["collect", "--agents", "127.0.0.1:1", "--pod-ip", "10.0.0.1"], /--pod-ip is for this node/],
  [["collect", "--agents", "127.0.0.1:1", "--window", "600"], /at most 60 s/],
  [["collect", "--in-cluster"], /a cluster is asked with --agents kubernetes/],
] as const) {
  test(`${args.join(" ")} is refused with 64`, () => {
    const { status, stderr } = runUllage(args);
    assert.equal(status, 64, stderr);
    assert.match(stderr, says);
  });
}
