import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fixtureSources } from "../../collectors/fixture-sources.case.ts";
import { flowBatchOf } from "../../flows/flow-row.case.ts";
import type { Counters } from "../../model/node-snapshot.ts";
import { tcpState } from "../../model/tcp-state.ts";
import type { Logger } from "../../platform/logger.ts";
import type { ConntrackSource, DumpOutcome } from "../../sources/conntrack-source.ts";
import { FileTree } from "../../sources/file-tree.ts";
import type { FollowedReading } from "../../sources/kernel-log-follower.ts";
import type { Sources } from "../../sources/sources.ts";
import { NodeWatcher, type NodeWatcherOptions } from "../node-watcher.ts";
import { WorkLedger } from "../works/work-ledger.ts";

export const wholeDump: DumpOutcome = {
  entries: 2,
  malformed: [],
  malformedCount: 0,
  unknownAttributes: 0,
  endedBy: "kernel",
  wasInterruptedByKernel: false,
  durationMs: 1,
};

/** A table of two entries. */
export const smallDump: ConntrackSource["dump"] = async (_, onBatch) => {
  onBatch(
    flowBatchOf([
      { from: "10.0.0.1", to: "10.9.0.1", state: tcpState.established, timeout: 86_000 },
      { from: "10.0.0.2", to: "10.9.0.1", protocol: 17 },
    ]),
  );
  return wholeDump;
};

export const quietLog: FollowedReading = {
  records: [],
  lost: 0,
  hasGap: false,
  source: "/dev/kmsg",
  cursor: { kind: "sequence", next: 1 },
};

/** What a test may change while the agent runs. */
export interface NodeUnderTest {
  dump: ConntrackSource["dump"];
  statistics: (interfaceName: string) => Promise<Counters>;
  log: () => FollowedReading;
}

/** A node whose files are in a directory of the test's own, whose clock and timers the test moves, and an agent that watches it. */
export class WatchedNode {
  readonly node: NodeUnderTest = { dump: smallDump, statistics: async () => ({}), log: () => quietLog };
  readonly said: string[] = [];
  readonly ledger: WorkLedger;
  readonly watcher: NodeWatcher;
  private readonly t: TestContext;
  private readonly root: string;
  private monotonicMs = 1_000_000;
  private wallMs = Date.UTC(2026, 0, 15, 12);

  constructor(t: TestContext, options: Partial<NodeWatcherOptions> = {}) {
    this.t = t;
    t.mock.timers.enable({ apis: ["setTimeout"] });
    this.root = mkdtempSync(join(tmpdir(), "ullage-watched-"));
    this.write("proc/sys/kernel/osrelease", "6.6.1\n");
    this.track(100);
    const say = (level: string) => (message: string, fields?: object) =>
      void this.said.push(`${level} ${message} ${JSON.stringify(fields)}`);
    const logger: Logger = { info: say("info"), warn: say("warn"), error: say("error") };
    const sources = this.sources();
    this.ledger = new WorkLedger(sources.clock);
    this.watcher = new NodeWatcher(sources, { node: "node-7", version: "1.2.3", ledger: this.ledger, logger, ...options });
    t.after(async () => {
      t.mock.timers.reset();
      await this.watcher.close();
      rmSync(this.root, { recursive: true });
    });
  }

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** The table is there, and holds so much. */
  track(count: number, max = 262_144): void {
    for (const [name, value] of Object.entries({
      count,
      max,
      buckets: 65_536,
      tcp_timeout_close: 10,
      udp_timeout: 30,
      tcp_timeout_established: 86_400,
    }))
      this.write(`proc/sys/net/netfilter/nf_conntrack_${name}`, `${value}\n`);
  }

  /** One row of counters a CPU. */
  countDrops(...drops: readonly number[]): void {
    const hex = (value: number) => value.toString(16).padStart(8, "0");
    const rows = drops.map((drop) => ["entries", "drop", "early_drop"].map((name) => hex(name === "drop" ? drop : 0)).join(" "));
    this.write("proc/net/stat/nf_conntrack", `entries drop early_drop\n${rows.join("\n")}\n`);
  }

  addCard(name: string): void {
    mkdirSync(join(this.root, `sys/class/net/${name}/device`), { recursive: true });
    symlinkSync("../../../bus/pci/drivers/ena", join(this.root, `sys/class/net/${name}/device/driver`));
  }

  /** Until there is a first judgement. */
  async begin(): Promise<void> {
    this.watcher.start();
    let hasLooked = false;
    void this.watcher.firstLook.then(() => {
      hasLooked = true;
    });
    while (!hasLooked) await this.pass(0.5);
  }

  async pass(seconds: number): Promise<void> {
    const stepMs = 250;
    for (let ms = 0; ms < seconds * 1000; ms += stepMs) {
      this.monotonicMs += stepMs;
      this.wallMs += stepMs;
      this.t.mock.timers.tick(stepMs);
      for (let turns = 0; turns < 12; turns++) await turn();
    }
  }

  /** Works have jitter: what is to be seen is seen within some seconds. */
  async passUntil(isSo: () => boolean, atMostSeconds: number): Promise<void> {
    for (let seconds = 0; seconds < atMostSeconds && !isSo(); seconds += 0.5) await this.pass(0.5);
  }

  /** Somebody sets the wall clock. */
  step(seconds: number): void {
    this.wallMs += seconds * 1000;
  }

  nowMs(): number {
    return this.wallMs;
  }

  levelOf(check: string): string | undefined {
    return this.watcher.status().judgement?.levels.find((one) => one.check === check)?.level;
  }

  workOf(work: string) {
    const found = this.ledger.list().find((one) => one.work === work);
    if (found === undefined) throw new Error(`no work named ${work}`);
    return found;
  }

  private sources(): Sources {
    const { node } = this;
    const base = fixtureSources("linux-6.18-quiet", {
      proc: new FileTree(join(this.root, "proc")),
      sys: new FileTree(join(this.root, "sys")),
      host: new FileTree(join(this.root, "host")),
      dump: (request, onBatch) => node.dump(request, onBatch),
      follow: () => ({ poll: async () => node.log(), close: () => {} }),
    });
    return {
      ...base,
      ethtool: { readStatistics: (name) => node.statistics(name) },
      clock: { nowMs: () => this.wallMs, monotonicMs: () => this.monotonicMs },
    };
  }
}
