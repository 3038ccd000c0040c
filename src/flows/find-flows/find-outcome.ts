import type { AddressClaim, NodeAddress } from "../../model/address-owners.ts";
import { formatAddress } from "../../model/ip-address.ts";
import type { Owner } from "../../model/owner.ts";
import type { TableComposition } from "../../model/table-composition.ts";
import { type Endpoint, isSingleAddress } from "../parse-endpoint.ts";
import type { FoundEntry } from "./describe-found.ts";
import type { LifeAfterClose } from "./entry-age.ts";
import type { FindAnswer } from "./find-answers.ts";
import type { OwnerHistory } from "./owner-history.ts";
import type { NamedPlaces } from "./places-of-name.ts";

/** Everything that a search came to, found or not. */
export interface FindOutcome {
  readonly asked: readonly AskedEnd[];
  readonly protocol?: number;
  /** Where the table came from, in words. */
  readonly source: string;
  readonly takenAtMs: number;
  readonly walked: number;
  /** Distinct entries found. */
  readonly found: number;
  /** Those that are shown. */
  readonly entries: readonly FoundEntry[];
  /** Who the addresses that were asked about are, where the entries say more than was asked. */
  readonly answers: readonly FindAnswer[];
  /** By how many of those found: all of them, but of very many. */
  readonly answeredFrom: number;
  readonly capped?: NonNullable<TableComposition["capped"]>;
  /** Lines or messages that could not be understood: what is looked for may be among them. */
  readonly malformed: number;
  readonly lives: LifeAfterClose;
  /** False where nobody told the timeouts, and the kernel's defaults stand for them. */
  readonly areLivesTold: boolean;
  /** With the address alone, where none was found with its port. */
  readonly foundWithoutPort?: number;
  /** Whether the names say of which node the table is. */
  readonly isOwnNodeKnown: boolean;
  /** Who told the names; empty where there are none. */
  readonly namesFrom: readonly string[];
  readonly remarks: readonly string[];
}

export interface AskedEnd {
  readonly endpoint: Endpoint;
  /** Of a name: what has it. */
  readonly meant?: NamedPlaces["meant"];
  /** Of a single address: what the names say of it, whatever the entries do. */
  readonly holder?: AddressHolder;
}

export interface AddressHolder {
  readonly address: string;
  /** The latest first. */
  readonly claims: readonly AddressClaim[];
  readonly node?: NodeAddress;
  readonly service?: Owner;
}

export function addressHolder(endpoint: Endpoint, history: OwnerHistory): AddressHolder | undefined {
  if (!isSingleAddress(endpoint)) return undefined;
  const address = formatAddress(...endpoint.network.words);
  const node = history.nodeAt(address);
  const service = history.serviceAt(address);
  return {
    address,
    claims: history.claimsOn(address),
    ...(node === undefined ? {} : { node }),
    ...(service === undefined ? {} : { service }),
  };
}

/** Whether every entry could be looked at, so that what was not found is not there. */
export function isWholeTable({ capped, malformed }: Pick<FindOutcome, "capped" | "malformed">): boolean {
  return capped === undefined && malformed === 0;
}
