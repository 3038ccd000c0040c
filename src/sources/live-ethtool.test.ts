import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { type TestContext, test } from "node:test";

const namespace = `ullage-ethtool-${process.pid}`;

/** A veth pair and a dummy in a namespace of their own; false with the reason given when this machine cannot make them. */
function isSetUp(t: TestContext): boolean {
  const reason =
    process.platform !== "linux"
      ? "needs Linux"
      : process.getuid?.() !== 0
        ? "needs root to make a network namespace"
        : ["ip", "ethtool"].find((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  if (reason !== undefined) {
    t.skip(reason.startsWith("needs") ? reason : `needs the program ${reason}`);
    return false;
  }
  t.after(() => spawnSync("ip", ["netns", "del", namespace]));
  execFileSync("ip", ["netns", "add", namespace]);
  execFileSync("ip", ["-n", namespace, "link", "add", "veth-ullage-tst", "type", "veth", "peer", "name", "v1"]);
  return true;
}

function inside(command: string, ...rest: readonly string[]): string {
  return execFileSync("ip", ["netns", "exec", namespace, command, ...rest], { encoding: "utf8" });
}

/** What LiveEthtool says there: the statistics as JSON, or the errno's name. */
function ours(interfaceName: string): unknown {
  const script = `
    import { LiveEthtool } from ${JSON.stringify(new URL("./live-ethtool.ts", import.meta.url).href)};
    let answer;
    try { answer = await new LiveEthtool().readStatistics(${JSON.stringify(interfaceName)}); } catch (error) { answer = error.code; }
    console.log(JSON.stringify(answer));`;
  return JSON.parse(inside(process.execPath, "--input-type=module", "--eval", script));
}

function theirs(interfaceName: string): unknown {
  const lines = inside("ethtool", "-S", interfaceName).split("\n").slice(1);
  return Object.fromEntries(
    lines.flatMap((line) => [...line.matchAll(/^ *(.+): (\d+)$/g)].map(([, name, value]) => [name, Number(value)])),
  );
}

test("the statistics of both ends of a veth pair are those that ethtool -S prints", (t) => {
  if (!isSetUp(t)) return;
  inside("ip", "link", "set", "veth-ullage-tst", "up");
  inside("ip", "link", "set", "v1", "up");
  for (const name of ["veth-ullage-tst", "v1"]) {
    const statistics = ours(name);
    assert.deepEqual(statistics, theirs(name));
    assert.ok(typeof statistics === "object" && statistics !== null && "peer_ifindex" in statistics);
  }
});

const failures: readonly (readonly [what: string, name: string, code: string])[] = [
  ["an interface without statistics", "lo", "EOPNOTSUPP"],
  ["an interface that does not exist", "eth-none", "ENODEV"],
  ["a name that would load a module", "gre0", "ENODEV"],
  ["a name longer than the kernel takes", "veth-ullage-tst-and-more", "ENODEV"],
  ["a name with a zero in it", "v1\0x", "ENODEV"],
  ["an empty name", "", "ENODEV"],
];

test("what cannot be answered comes out as the errno's name", (t) => {
  if (!isSetUp(t)) return;
  for (const [what, name, code] of failures) assert.equal(ours(name), code, what);
});
