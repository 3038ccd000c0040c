import type { FlowBatch } from "../../model/flow-batch.ts";
import { addressOffset, addressWordsPerRow } from "../../model/flow-batch.ts";
import { estimatePeers, KeyPeers, wordsPerKey } from "../key-peers.ts";
import type { OwnerColumns } from "../owners/owner-columns.ts";

/** About how many distinct destinations some owners have together, from the destinations of their addresses. */
export class GroupPeers {
  private readonly owners: OwnerColumns;
  /** By owner, of those rows whose address alone does not tell whose they are. */
  private readonly shared = new KeyPeers();

  constructor(owners: OwnerColumns) {
    this.owners = owners;
  }

  add({ addresses }: FlowBatch): void {
    const { clients, sharedClientRows } = this.owners;
    if (sharedClientRows.length === 0) return;
    this.shared.addColumn(clients, addresses, addressWordsPerRow, addressOffset.originalDestination, sharedClientRows);
  }

  /** By the number of the owner, for all of these; undefined for one that too many came before. */
  of(groups: readonly (readonly number[])[], bySource: KeyPeers): readonly (number | undefined)[] {
    const keys = this.owners.sources.keysOf(new Set(groups.flat()));
    return groups.map((owners) => {
      const bits = new Uint32Array(wordsPerKey);
      let isWhole = true;
      for (const owner of owners) {
        isWhole = this.shared.addTo(bits, owner) && isWhole;
        for (const key of keys.get(owner) ?? []) isWhole = bySource.addTo(bits, key) && isWhole;
      }
      return isWhole ? estimatePeers(bits) : undefined;
    });
  }
}
