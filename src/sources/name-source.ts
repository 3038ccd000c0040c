import type { AddressOwners } from "../model/address-owners.ts";

/** Names for addresses, from wherever they are known: a cluster that is watched, a saved list, the node's own /proc. */
export interface NameSource {
  /** What is known at this moment. It is the same object until something changes, so that whoever indexes it can tell. */
  current(): AddressOwners;
  /** What a reader of the names has to know: an API server that does not answer, a list that holds another cluster's pods. */
  remarks(): readonly string[];
  close(): Promise<void>;
}
