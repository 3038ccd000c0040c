import { addressWordsPerRow, type FlowBatch } from "../../model/flow-batch.ts";
import type { AddressRedactor } from "./address-redactor.ts";

/**
 * The same entries with other addresses. The columns besides are those of the batch, and the addresses are overwritten by the next call. The entry's id
 * stays: the kernel makes it with a secret of its own (siphash, since Linux 5.2).
 */
export class BatchRedactor {
  private readonly redactor: AddressRedactor;
  private addresses = new Uint32Array(0);

  constructor(redactor: AddressRedactor) {
    this.redactor = redactor;
  }

  redact(batch: FlowBatch): FlowBatch {
    const used = batch.length * addressWordsPerRow;
    if (this.addresses.length < used) this.addresses = new Uint32Array(batch.capacity * addressWordsPerRow);
    const { addresses: plain } = batch;
    const { addresses, redactor } = this;
    for (let at = 0; at < used; at += 4) addresses.set(redactor.redact(plain[at]!, plain[at + 1]!, plain[at + 2]!, plain[at + 3]!), at);
    return { ...batch, addresses };
  }
}
