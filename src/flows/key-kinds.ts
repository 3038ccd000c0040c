import type { FlowBatch } from "../model/flow-batch.ts";
import { flowStatusBit } from "../model/flow-status.ts";
import { ipProtocol } from "../model/ip-protocol.ts";
import type { ItemKinds } from "../model/table-composition.ts";
import { tcpState } from "../model/tcp-state.ts";
import { type IdleClock, unknownAge } from "./age-bands.ts";

/** Stands for a key that has no number any more. */
export const noKeyNumber = 0xffff_ffff;

/**
 * Of the keys that appear first, how many entries are what: one counter for each combination of state, answer and translation, so that an entry costs one
 * increment. A key that matters has a large part of the table and so is among the first ones, since the kernel lists entries in the order of their hash.
 */
export class KeyKinds {
  private counts = new Uint32Array(256 * classCount);

  /** `numbers` and `classes` by row; a key's number is its order of appearance. */
  addColumn(numbers: Uint32Array, classes: Uint8Array, rows: Uint32Array): void {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const number = numbers[row]!;
      if (number >= trackedKeys) continue;
      if ((number + 1) * classCount > this.counts.length) this.grow(number);
      this.counts[number * classCount + classes[row]!]!++;
    }
  }

  private grow(number: number): void {
    let capacity = this.counts.length;
    while (capacity < (number + 1) * classCount) capacity *= 2;
    const counts = new Uint32Array(Math.min(capacity, trackedKeys * classCount));
    counts.set(this.counts);
    this.counts = counts;
  }

  /** Undefined for a key without counters. `configured` is the timeout of ESTABLISHED where the table itself told it in the end. */
  kindsOf(number: number, configured: number | undefined): ItemKinds | undefined {
    if (number >= trackedKeys) return undefined;
    const own = this.counts.subarray(number * classCount, (number + 1) * classCount);
    const sum = (isOf: (state: number, entryClass: number) => boolean) =>
      own.reduce((total, entries, entryClass) => (isOf(entryClass >>> 2, entryClass) ? total + entries : total), 0);
    return {
      timeWait: sum((state) => state === stateClass.timeWait),
      synSent: sum((state) => state === stateClass.synSent),
      udp: sum((state) => state === stateClass.udp),
      established: sum((state) => state >= stateClass.established),
      idleOverOneHour: sum((state) => isIdleOverOneHour(state, configured)),
      unreplied: sum((_, entryClass) => (entryClass & unrepliedBit) !== 0),
      destinationNat: sum((_, entryClass) => (entryClass & destinationNatBit) !== 0),
    };
  }
}

/** 32,768 keys with 32 counters are 4 MB. */
const trackedKeys = 32_768;
const classCount = 32;

const stateClass = {
  other: 0,
  timeWait: 1,
  synSent: 2,
  udp: 3,
  established: 4,
  idle: 5,
  belowKubeProxy: 6,
  belowKernelDefault: 7,
} as const;
const unrepliedBit = 2;
const destinationNatBit = 1;

/**
 * Where the timeout of ESTABLISHED is known only when the table has been read, connections are put into bands by what is left. The bands end an hour below
 * kube-proxy's day and the kernel's five days, so that for both it can be said in the end who has been idle for an hour.
 */
const remainderBands = [
  { above: 86_400, upTo: 428_400, state: stateClass.belowKernelDefault },
  { above: 82_800, upTo: 86_400, state: stateClass.belowKubeProxy },
  // At most 300 s are left of an unacknowledged connection, however busy it is.
  { above: 300, upTo: 82_800, state: stateClass.idle },
] as const;

function isIdleOverOneHour(state: number, configured: number | undefined): boolean {
  if (configured === undefined) return state === stateClass.idle;
  const band = remainderBands.find((candidate) => candidate.state === state);
  return band !== undefined && band.upTo <= configured - 3600;
}

const classOfTcpState = new Uint8Array(256);
classOfTcpState[tcpState.timeWait] = stateClass.timeWait;
classOfTcpState[tcpState.synSent] = stateClass.synSent;
classOfTcpState[tcpState.established] = stateClass.established;

/** The class of each row. Without a clock the timeout of ESTABLISHED is not known yet. */
export function classifyRows(
  { protocol, state, status, timeoutSeconds }: FlowBatch,
  rows: Uint32Array,
  natKinds: Uint8Array,
  clock: IdleClock | undefined,
  classes: Uint8Array,
): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const flags = status[row]!;
    const isUnreplied = (flags & flowStatusBit.seenReply) === 0;
    let own: number = stateClass.other;
    if (protocol[row] === ipProtocol.tcp) {
      own = classOfTcpState[state[row]!]!;
      if (own === stateClass.established) own = establishedClass(timeoutSeconds[row]!, flags, clock);
    } else if (protocol[row] === ipProtocol.udp) own = stateClass.udp;
    classes[row] = (own << 2) | (isUnreplied ? unrepliedBit : 0) | ((natKinds[row]! & 2) === 0 ? 0 : destinationNatBit);
  }
}

function establishedClass(remaining: number, status: number, clock: IdleClock | undefined): number {
  if (clock !== undefined) {
    const idle = clock.idleSeconds(remaining, status);
    return idle !== unknownAge && idle >= 3600 ? stateClass.idle : stateClass.established;
  }
  if ((status & (flowStatusBit.offload | flowStatusBit.hardwareOffload | flowStatusBit.fixedTimeout)) !== 0) return stateClass.established;
  for (const { above, upTo, state } of remainderBands) if (remaining > above && remaining <= upTo) return state;
  return stateClass.established;
}
