/**
 * Makes each situation in namespaces of this machine's kernel and saves it: `node test/recordings/record-laboratory.ts [NAME …]`. Needs root, and lowers
 * nf_conntrack_max for moments. The samples are kept as they were read, but for what speaks of the machine and not of the situation.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Counters, NodeSnapshot, PartName } from "../../src/model/node-snapshot.ts";
import { isPresent, type Reading } from "../../src/model/reading.ts";
import type { TableComposition, TopList } from "../../src/model/table-composition.ts";
import { diagnoseObservation } from "../../src/report/diagnosis.ts";
import { Laboratory } from "../kernel/laboratory.ts";
import type { LaboratoryNamespace } from "../kernel/laboratory-namespace.ts";
import { acquireMachineLock } from "../kernel/machine-lock.ts";
import { reasonToSkip } from "../kernel/reason-to-skip.ts";
import { healthyParts } from "./healthy-node.ts";
import { type Situation, situations } from "./laboratory-situations.ts";
import { recordingsFolder } from "./recordings-folder.ts";
import { snapshotText } from "./snapshot-text.ts";

/** What the machine is configured with and who else listens on it. */
const leftOut: readonly PartName[] = ["limitConfiguration", "eventListeners", "cloudInstance", "nodeDns"];
const parts = (Object.keys(healthyParts) as readonly PartName[]).filter((part) => !leftOut.includes(part)); // the healthy node has every part

/** Only the laboratory's own names stay; the machine's release loses its builder's suffix. */
const kernelVersion = release().replace(/^(\d+\.\d+(?:\.\d+)?).*$/, "$1");
const settingsToKeep = /^nf_conntrack_(?:acct|buckets|events|max|timestamp|tcp_timeout_(?:established|time_wait)|udp_timeout(?:_stream)?)$/;
const linesToKeep = 3;
const itemsToKeep = 3;

async function record({ name, about, expected, make }: Situation): Promise<void> {
  const laboratory = new Laboratory();
  try {
    await make(laboratory, async (namespace) => {
      const { program, answer } = await namespace.start<NodeSnapshot>("read-node", { parts });
      await sleep(1000);
      program.tell("again");
      const later = await program.next<NodeSnapshot>();
      await program.stop();
      const laboratoryNamespaces = laboratory.namespaceInodes();
      const earlier = trimmed(answer, namespace, laboratoryNamespaces);
      const now = trimmed(later, namespace, laboratoryNamespaces);
      const day = new Date().toISOString().slice(0, 10);
      const provenance = [`everything: collected on Linux ${kernelVersion} in a network namespace of our own on ${day}`];
      const folder = join(recordingsFolder, name);
      mkdirSync(folder, { recursive: true });
      const { culprits } = diagnoseObservation({ now, earlier }, name);
      // A process of the laboratory has another number each time.
      const label = expected.limit === "pod-table-full" ? { ...expected, culprit: culprits[0]?.name ?? null } : expected;
      writeFileSync(join(folder, "earlier.json"), snapshotText(withoutWalk(earlier)));
      writeFileSync(join(folder, "snapshot.json"), snapshotText(now));
      writeFileSync(join(folder, "expected.json"), `${JSON.stringify({ about, provenance, ...label }, undefined, 1)}\n`);
    });
  } finally {
    await laboratory.close();
  }
}

function trimmed(snapshot: NodeSnapshot, own: LaboratoryNamespace, laboratoryNamespaces: readonly number[]): NodeSnapshot {
  const { namespaces, kernelLog, settings, socketQueues, tableComposition, kernel } = snapshot.parts;
  return {
    ...snapshot,
    parts: {
      ...snapshot.parts,
      ...changedValue("namespaces", namespaces, (all) =>
        all.filter(({ inode }) => inode !== undefined && laboratoryNamespaces.includes(inode)),
      ),
      ...changedValue("kernelLog", kernelLog, ({ records, ...rest }) => ({
        ...rest,
        records: records
          .filter(
            ({ event }) =>
              event.kind === "table-full" && event.namespaceInode !== undefined && laboratoryNamespaces.includes(event.namespaceInode),
          )
          .slice(-linesToKeep),
      })),
      ...changedValue("settings", settings, ({ sysctls }) => ({
        sysctls: Object.fromEntries(Object.entries(sysctls).filter(([key]) => settingsToKeep.test(key))),
      })),
      ...changedValue("socketQueues", socketQueues, ({ tcpExt, tcp, udp, sockets }) => ({
        tcpExt: keptKeys(tcpExt, healthyParts.socketQueues.tcpExt),
        tcp: keptKeys(tcp, healthyParts.socketQueues.tcp),
        udp: keptKeys(udp, healthyParts.socketQueues.udp),
        sockets,
      })),
      ...changedValue("tableComposition", tableComposition, shortLists),
      ...changedValue("kernel", kernel, (value) => ({ ...value, release: kernelVersion })),
    },
    node: own.name.replace(/-\d+-/, "-"),
  };
}

function changedValue<Name extends PartName, T>(name: Name, reading: Reading<T> | undefined, change: (value: T) => T) {
  return { [name]: isPresent(reading) ? { ...reading, value: change(reading.value) } : reading };
}

/** The kernel has some three hundred of these. */
function keptKeys(counters: Counters, like: Counters): Counters {
  return Object.fromEntries(Object.entries(counters).filter(([key]) => key in like));
}

function shortLists({ top, ...rest }: TableComposition): TableComposition {
  const short = (list: TopList): TopList => ({ ...list, items: list.items.slice(0, itemsToKeep) });
  return {
    ...rest,
    top: { sources: short(top.sources), destinations: short(top.destinations), ports: short(top.ports), endpoints: short(top.endpoints) },
  };
}

/** One walk is enough for the label, and halves the files. */
function withoutWalk({ parts: { tableComposition: _, ...rest }, ...head }: NodeSnapshot): NodeSnapshot {
  return { ...head, parts: rest };
}

const because = reasonToSkip();
if (because !== undefined) throw new Error(because);
const releaseLock = await acquireMachineLock();
const wanted = process.argv.slice(2);
for (const situation of situations) {
  if (wanted.length > 0 && !wanted.includes(situation.name)) continue;
  rmSync(join(recordingsFolder, situation.name), { recursive: true, force: true });
  await record(situation);
  console.log(situation.name);
}
releaseLock();
console.log("compose-recordings.ts writes the list again");
