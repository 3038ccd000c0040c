import { addressWordsPerRow, type FlowBatch, portsPerRow } from "../model/flow-batch.ts";

export function flowBatchBytes(capacity: number): number {
  return capacity * (4 * (addressWordsPerRow + 4) + 2 * (portsPerRow + 1) + 3);
}

/** A batch in shared memory: columns one behind the other, the widest first, so that each is aligned where the first is. */
export function flowBatchInMemory(memory: SharedArrayBuffer, from: number, capacity: number): FlowBatch {
  let at = from;
  const next = <Column extends { readonly byteLength: number }>(column: Column): Column => {
    at += column.byteLength;
    return column;
  };
  const words = (perRow = 1) => next(new Uint32Array(memory, at, capacity * perRow));
  const halves = (perRow = 1) => next(new Uint16Array(memory, at, capacity * perRow));
  const bytes = () => next(new Uint8Array(memory, at, capacity));
  return {
    capacity,
    length: 0,
    addresses: words(addressWordsPerRow),
    status: words(),
    timeoutSeconds: words(),
    mark: words(),
    id: words(),
    ports: halves(portsPerRow),
    zone: halves(),
    family: bytes(),
    protocol: bytes(),
    state: bytes(),
  };
}

/** The rows of the one into the beginning of the other, which has room for them; its length is left as it is. */
export function copyRows(from: FlowBatch, to: FlowBatch): void {
  const { length } = from;
  to.addresses.set(from.addresses.subarray(0, length * addressWordsPerRow));
  to.status.set(from.status.subarray(0, length));
  to.timeoutSeconds.set(from.timeoutSeconds.subarray(0, length));
  to.mark.set(from.mark.subarray(0, length));
  to.id.set(from.id.subarray(0, length));
  to.ports.set(from.ports.subarray(0, length * portsPerRow));
  to.zone.set(from.zone.subarray(0, length));
  to.family.set(from.family.subarray(0, length));
  to.protocol.set(from.protocol.subarray(0, length));
  to.state.set(from.state.subarray(0, length));
}
