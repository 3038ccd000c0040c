/**
 * Counts two tables of a million entries by their owners, of which a tenth differs. With `difference` the second is compared with the first. Writes how long the
 * counting took into the file that it is given; the batches are filled one after the other, and that is not counted.
 */
import { writeFileSync } from "node:fs";
import { OwnerIndex } from "../../src/flows/owners/owner-index.ts";
import type { KnownEntries } from "../../src/flows/traffic/known-entries.ts";
import { TrafficCounter } from "../../src/flows/traffic/traffic-counter.ts";
import { addressWordsPerRow, createFlowBatch, type FlowBatch, noState, portsPerRow } from "../../src/model/flow-batch.ts";
import { flowStatusBit } from "../../src/model/flow-status.ts";
import { parseAddress } from "../../src/model/ip-address.ts";
import { ipProtocol } from "../../src/model/ip-protocol.ts";
import { tcpStateNames } from "../../src/model/tcp-state.ts";
import { countingDown, tableEntries, tableNowMs, tableOwners, tableTimeouts } from "../attribution-table.ts";
import { hashOrder } from "../write-table.ts";

const [path = "", way] = process.argv.slice(2);
const isCompared = way === "difference";
const owners = new OwnerIndex(tableOwners(), tableNowMs);
const tcpStates: readonly string[] = tcpStateNames;
const born = tableEntries / 10;
const apartMs = 10_000;

const batch = createFlowBatch(1024);
let tookMs = 0;
const first = count(hashOrder(tableEntries), 0, undefined);
const second = count(hashOrder(tableEntries), born, isCompared ? first.known() : undefined);
const { births } = timed(() => second.compose());
const found = Math.round((births?.perSecond ?? 0) * (births?.overSeconds ?? 0));
if (isCompared && found !== born) throw new Error(`${found} entries were found to be born, not ${born}`);
writeFileSync(path, JSON.stringify({ tookMs }));

function count(order: Uint32Array, from: number, earlier: KnownEntries | undefined): TrafficCounter {
  const traffic = timed(
    () =>
      new TrafficCounter({
        ...{ owners, timeouts: tableTimeouts, expectedEntries: tableEntries * 1.25, nowMs: tableNowMs, remember: isCompared },
        monotonicMs: 1000 + (from === 0 ? 0 : apartMs),
        ...(earlier === undefined ? {} : { earlier }),
      }),
  );
  for (let at = 0; at < tableEntries; at += batch.capacity) {
    batch.length = 0;
    for (const number of order.subarray(at, at + batch.capacity)) addRow(batch, from + number, from === 0 ? 0 : apartMs / 1000);
    timed(() => traffic.add(batch));
  }
  return traffic;
}

function timed<T>(run: () => T): T {
  const started = performance.now();
  const result = run();
  tookMs += performance.now() - started;
  return result;
}

function addRow(to: FlowBatch, number: number, older: number): void {
  const row = to.length++;
  const { protocol, state, timeout, client, service, endpoint, clientPort, servicePort, endpointPort, isUnreplied } = countingDown(number);
  [client, service, endpoint, client].forEach((address, position) => {
    to.addresses.set(parseAddress(address) ?? [], row * addressWordsPerRow + position * 4);
  });
  to.ports.set([clientPort, servicePort, endpointPort, clientPort], row * portsPerRow);
  to.family[row] = client.includes(":") ? 6 : 4;
  to.protocol[row] = ipProtocol[protocol];
  to.state[row] = state === "" ? noState : tcpStates.indexOf(state);
  to.status[row] = isUnreplied ? 0 : flowStatusBit.seenReply | flowStatusBit.assured;
  to.timeoutSeconds[row] = Math.max(0, timeout - older);
}
